import type { JsonValue } from 'oauth-resource-server';
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
  /** Claims to set, each as a whole; a claim that is `undefined` is removed. */
  readonly claims?: Readonly<Record<string, JsonValue | undefined>> | undefined;
}

export interface UserPageRequest {
  /** The most users to return, 1 to 1000. */
  readonly limit: number;
  /** Continue behind this username, usually `next` of the page before. The user need not exist any more. */
  readonly after?: string | undefined;
}

export interface UserPage {
  /** In the order of their usernames, without regard to case. */
  readonly users: readonly User[];
  /** What to give as `after` for the next page; `undefined` on the last page. */
  readonly next: string | undefined;
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

  list(request: UserPageRequest): Promise<UserPage>;

  /** @throws UserStoreError `unknown_user`, `invalid_user`, `duplicate_username` */
  update(subject: string, changes: UserChanges): Promise<User>;

  /** @throws UserStoreError `unknown_user`, `invalid_user` */
  setPassword(subject: string, password: string): Promise<void>;

  /**
   * The user that the username and password belong to; `undefined` for a wrong password, an unknown or
   * inactive user, and a user without a password, which cannot be told apart by the time it takes.
   */
  verifyPassword(username: string, password: string): Promise<User | undefined>;

  /** @throws UserStoreError `unknown_user` */
  remove(subject: string): Promise<void>;

  /** Releases the database. Must be called once; the store is of no use after it. */
  close(): Promise<void>;
}
