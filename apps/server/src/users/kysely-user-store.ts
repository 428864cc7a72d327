import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CompiledQuery, Kysely } from 'kysely';
import type { DatabaseKind, OpenedDatabase } from './database-kind.ts';
import { mergeClaims } from './merge-claims.ts';
import { checkNewUser } from './new-user-check.ts';
import { hashPassword, isOutdated, verifyPassword } from './password.ts';
import { importUsers } from './transfer/import-users.ts';
import type { ImportOptions, ImportRow, ImportSummary } from './transfer/imported-user.ts';
import type { User } from './user.ts';
import type { UserDatabase } from './user-database.ts';
import { checkUsername } from './user-identifiers.ts';
import { emailKey, searchPattern, storableText, usernameKey } from './user-keys.ts';
import { parseClaims, toIdentityColumns, toUser, USER_COLUMNS } from './user-row.ts';
import type { UserRow } from './user-row.ts';
import type {
  NewUser,
  UserChanges,
  UserPage,
  UserPageRequest,
  UserStore,
  UserWithPasswordHash,
} from './user-store.ts';
import { UserStoreError } from './user-store-error.ts';

const MAXIMUM_PAGE_SIZE = 1000;

export interface KyselyUserStoreOptions extends OpenedDatabase {
  /** A migrated database. Its driver throws `UserStoreError`s, those for duplicates included. */
  readonly database: Kysely<UserDatabase>;
  readonly created: boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The users database in SQL, whatever the database behind Kysely. */
export class KyselyUserStore implements UserStore {
  readonly created: boolean;
  readonly #database: Kysely<UserDatabase>;
  readonly #kind: DatabaseKind;
  readonly #clock: () => number;
  readonly #readAtOnce: OpenedDatabase['readAtOnce'];
  readonly #selectBySubject: CompiledQuery<UserRow>;

  constructor({ database, kind, created, clock, readAtOnce }: KyselyUserStoreOptions) {
    this.created = created;
    this.#database = database;
    this.#readAtOnce = readAtOnce;
    this.#kind = kind;
    this.#clock = clock;
    // The one query of the UserInfo endpoint: building its SQL would cost more than running it.
    this.#selectBySubject = database
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where('subject', '=', '')
      .compile();
  }

  async add(user: NewUser): Promise<User> {
    checkNewUser(user);
    const passwordHash = user.password === undefined ? null : await hashPassword(user.password);
    const now = this.#clock();
    const { subject = randomUUID(), username, claims = {} } = user;
    const row = await this.#database
      .insertInto('users')
      .values({
        subject,
        ...toIdentityColumns({ subject, username, claims }),
        password_hash: passwordHash,
        active: user.active === false ? 0 : 1,
        created_at: now,
        updated_at: now,
      })
      .returning(USER_COLUMNS)
      .executeTakeFirstOrThrow();
    return toUser(row);
  }

  async findBySubject(subject: string): Promise<User | undefined> {
    const query: CompiledQuery<UserRow> = { ...this.#selectBySubject, parameters: [storableText(subject)] };
    const rows = this.#readAtOnce?.(query) ?? (await this.#database.executeQuery(query)).rows;
    return rows[0] && toUser(rows[0]);
  }

  async findByUsername(username: string): Promise<User | undefined> {
    const row = await this.#database
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
    return row && toUser(row);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const rows = await this.#database
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where('email_key', '=', emailKey({ email }))
      .where('active', '=', 1)
      .limit(2)
      .execute();
    return rows.length === 1 && rows[0] !== undefined ? toUser(rows[0]) : undefined;
  }

  async list({ limit, after, search }: UserPageRequest): Promise<UserPage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_PAGE_SIZE) {
      throw new TypeError(`limit must be a whole number from 1 to ${MAXIMUM_PAGE_SIZE}`);
    }
    // One more than asked for, to know whether there is a next page.
    const rows = await this.#database
      .selectFrom('users')
      .select(USER_COLUMNS)
      .where('username_key', '>', usernameKey(after ?? ''))
      .$if(search !== undefined, (query) =>
        query.where(sql<boolean>`search_text like ${searchPattern(search ?? '')} escape '\\'`),
      )
      .orderBy('username_key')
      .limit(limit + 1)
      .execute();
    const users = rows.slice(0, limit).map(toUser);
    return { users, next: rows.length > limit ? users.at(-1)?.username : undefined };
  }

  async update(subject: string, changes: UserChanges): Promise<User> {
    const { active } = changes;
    if (changes.username !== undefined) checkUsername(changes.username);
    return this.#database.transaction().execute(async (transaction) => {
      const stored = await transaction
        .selectFrom('users')
        .select(['username', 'claims'])
        .where('subject', '=', subject)
        .$if(this.#kind.locksRows, (query) => query.forUpdate())
        .executeTakeFirst();
      if (stored === undefined) throw unknownUser(subject);
      const claims = mergeClaims(parseClaims(stored.claims), changes.claims ?? {});
      const row = await transaction
        .updateTable('users')
        .set({
          ...toIdentityColumns({ subject, username: changes.username ?? stored.username, claims }),
          ...(active !== undefined && { active: active ? 1 : 0 }),
          updated_at: this.#clock(),
        })
        .where('subject', '=', subject)
        .returning(USER_COLUMNS)
        .executeTakeFirstOrThrow();
      return toUser(row);
    });
  }

  async setPassword(subject: string, password: string): Promise<void> {
    const result = await this.#database
      .updateTable('users')
      .set({ password_hash: await hashPassword(password), updated_at: this.#clock() })
      .where('subject', '=', subject)
      .executeTakeFirst();
    if (result.numUpdatedRows === 0n) throw unknownUser(subject);
  }

  async verifyPassword(username: string, password: string): Promise<User | undefined> {
    const row = await this.#database
      .selectFrom('users')
      .select(USER_COLUMNS)
      .select('password_hash')
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
    const hash = row?.password_hash ?? undefined;
    const matches = await verifyPassword(hash, password);
    if (row === undefined || row.active === 0 || hash === undefined || !matches) return undefined;
    if (isOutdated(hash)) await this.#renewHash(row.subject, hash, password);
    return toUser(row);
  }

  /** The user did not change, so the time of the last change stays. A hash that was replaced meanwhile stays too. */
  async #renewHash(subject: string, outdated: string, password: string): Promise<void> {
    const password_hash = await hashPassword(password);
    try {
      await this.#database
        .updateTable('users')
        .set({ password_hash })
        .where('subject', '=', subject)
        .where('password_hash', '=', outdated)
        .execute();
    } catch (error) {
      // The password was right, whether the database can be written or not; the next sign-in tries again.
      if (!(error instanceof UserStoreError)) throw error;
    }
  }

  async remove(subject: string): Promise<void> {
    const result = await this.#database.deleteFrom('users').where('subject', '=', subject).executeTakeFirst();
    if (result.numDeletedRows === 0n) throw unknownUser(subject);
  }

  async importUsers(rows: AsyncIterable<ImportRow>, options: ImportOptions): Promise<ImportSummary> {
    return importUsers({ database: this.#database, kind: this.#kind, clock: this.#clock }, rows, options);
  }

  async *exportUsers(): AsyncGenerator<UserWithPasswordHash> {
    // One view of the data from the first user to the last, whatever others write meanwhile.
    const transaction = await this.#database
      .startTransaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute();
    try {
      let after = '';
      for (;;) {
        const rows = await transaction
          .selectFrom('users')
          .select(USER_COLUMNS)
          .select(['username_key', 'password_hash'])
          .where('username_key', '>', after)
          .orderBy('username_key')
          .limit(500)
          .execute();
        for (const row of rows) yield { ...toUser(row), passwordHash: row.password_hash ?? undefined };
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.username_key;
      }
    } finally {
      await transaction.rollback().execute();
    }
  }

  async close(): Promise<void> {
    await this.#database.destroy();
  }
}

function unknownUser(subject: string): UserStoreError {
  return new UserStoreError('unknown_user', `There is no user with the subject ${subject}.`);
}
