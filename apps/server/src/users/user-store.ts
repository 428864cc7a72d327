import type { ClaimChanges } from './merge-claims.ts';
import type { ImportOptions, ImportRow, ImportSummary } from './transfer/imported-user.ts';
import type { User, UserClaims } from './user.ts';

export interface NewUser {
  /** A random UUID by default. */
  readonly subject?: string | undefined;
  readonly username: string;
  /** In clear; stored as an argon2id hash. Without one the user cannot sign in. */
  readonly password?: string | undefined;
  /** `true` by default. */
  readonly active?: boolean | undefined;
  /** None by default. */
  readonly claims?: UserClaims | undefined;
}

/** What is absent stays as it is. */
export interface UserChanges {
  readonly username?: string | undefined;
  readonly active?: boolean | undefined;
  readonly claims?: ClaimChanges | undefined;
}

export interface UserPageRequest {
  /** The most users to return, 1 to 1000. */
  readonly limit: number;
  /** Continue behind this username, usually `next` of the page before. The user need not exist any more. */
  readonly after?: string | undefined;
  /** Only users with this text in their subject, username, e-mail address or name, in any case. All by default. */
  readonly search?: string | undefined;
}

export interface UserPage {
  /** In the order of their usernames, without regard to case. */
  readonly users: readonly User[];
  /** What to give as `after` for the next page; `undefined` on the last page. */
  readonly next: string | undefined;
}

/** A user as an export hands it out. */
export interface UserWithPasswordHash extends User {
  /** As stored: argon2id in the PHC string format, or a hash of the program that the user came from. */
  readonly passwordHash: string | undefined;
}

/**
 * The users database. All its failures are `UserStoreError`s: `invalid_user`, `duplicate_subject`,
 * `duplicate_username` and `unknown_user` where the methods say so, and any of the `database_…` codes
 * everywhere.
 */
export interface UserStore {
  /** Whether opening this store created the database: it was empty, and nobody else was faster. */
  readonly created: boolean;

  /** @throws UserStoreError `invalid_user`, `duplicate_subject`, `duplicate_username` */
  add(user: NewUser): Promise<User>;

  /** Inactive users are found as well. */
  findBySubject(subject: string): Promise<User | undefined>;

  /** Inactive users are found as well; the case of the username does not matter. */
  findByUsername(username: string): Promise<User | undefined>;

  /**
   * The one active user with this e-mail address, in any case; `undefined` where nobody has it, and where several
   * do: addresses are not unique.
   */
  findByEmail(email: string): Promise<User | undefined>;

  /** A page of users. Users who are added meanwhile move nobody from one page to another. */
  list(request: UserPageRequest): Promise<UserPage>;

  /** @throws UserStoreError `unknown_user`, `invalid_user`, `duplicate_username` */
  update(subject: string, changes: UserChanges): Promise<User>;

  /** @throws UserStoreError `unknown_user`, `invalid_user` */
  setPassword(subject: string, password: string): Promise<void>;

  /**
   * The user that the username and password belong to; `undefined` for a wrong password, an unknown or
   * inactive user, and a user without a password, which cannot be told apart by the time it takes. A hash that
   * came from another program, or is weaker than ours, is replaced by argon2id when the password fits it; only
   * until then its time can be told apart, which is why sign-ins go through `authenticate`.
   */
  verifyPassword(username: string, password: string): Promise<User | undefined>;

  /** @throws UserStoreError `unknown_user` */
  remove(subject: string): Promise<void>;

  /**
   * Adds users, and updates them where the options say so, in one transaction: all or nothing. Nobody else can
   * change users meanwhile. A row that cannot be imported is told to `options.onProblem`.
   *
   * @throws whatever `rows` throws; nothing is imported then
   */
  importUsers(rows: AsyncIterable<ImportRow>, options: ImportOptions): Promise<ImportSummary>;

  /** All users in the order of their usernames, as they are at the beginning, whoever changes them meanwhile. */
  exportUsers(): AsyncIterable<UserWithPasswordHash>;

  /** Releases the database. Must be called once; the store is of no use after it. */
  close(): Promise<void>;
}
