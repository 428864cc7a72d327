import { randomUUID } from 'node:crypto';
import type { CompiledQuery, ExpressionBuilder, Kysely, Selectable } from 'kysely';
import type { JsonValue } from 'oauth-resource-server';
import { checkClaim } from './claim-check.ts';
import { checkNewUser } from './new-user-check.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { User, UserClaims } from './user.ts';
import type { UserDatabase, UserTable } from './user-database.ts';
import { checkUsername, usernameKey } from './user-identifiers.ts';
import type { NewUser, UserChanges, UserPage, UserPageRequest, UserStore } from './user-store.ts';
import { UserStoreError } from './user-store-error.ts';

const MAXIMUM_PAGE_SIZE = 1000;

/** A row without its password hash, which leaves the database to be verified only. */
interface UserRow extends Omit<Selectable<UserTable>, 'username_key' | 'password_hash'> {
  has_password: number | boolean;
}

export interface KyselyUserStoreOptions {
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
  readonly #clock: () => number;
  readonly #selectBySubject: CompiledQuery<UserRow>;

  constructor({ database, created, clock }: KyselyUserStoreOptions) {
    this.created = created;
    this.#database = database;
    this.#clock = clock;
    // The one query of the UserInfo endpoint: building its SQL would cost more than running it.
    this.#selectBySubject = database
      .selectFrom('users')
      .select(userColumns)
      .where('subject', '=', '')
      .compile();
  }

  async add(user: NewUser): Promise<User> {
    checkNewUser(user);
    const passwordHash = user.password === undefined ? null : await hashPassword(user.password);
    const now = this.#clock();
    const row = await this.#database
      .insertInto('users')
      .values({
        subject: user.subject ?? randomUUID(),
        username: user.username,
        username_key: usernameKey(user.username),
        password_hash: passwordHash,
        active: user.active === false ? 0 : 1,
        claims: JSON.stringify(user.claims ?? {}),
        created_at: now,
        updated_at: now,
      })
      .returning(userColumns)
      .executeTakeFirstOrThrow();
    return toUser(row);
  }

  async findBySubject(subject: string): Promise<User | undefined> {
    const { rows } = await this.#database.executeQuery<UserRow>({
      ...this.#selectBySubject,
      parameters: [subject],
    });
    return rows[0] && toUser(rows[0]);
  }

  async findByUsername(username: string): Promise<User | undefined> {
    const row = await this.#database
      .selectFrom('users')
      .select(userColumns)
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
    return row && toUser(row);
  }

  async list({ limit, after }: UserPageRequest): Promise<UserPage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_PAGE_SIZE) {
      throw new TypeError(`limit must be a whole number from 1 to ${MAXIMUM_PAGE_SIZE}`);
    }
    // One more than asked for, to know whether there is a next page.
    const rows = await this.#database
      .selectFrom('users')
      .select(userColumns)
      .where('username_key', '>', usernameKey(after ?? ''))
      .orderBy('username_key')
      .limit(limit + 1)
      .execute();
    const users = rows.slice(0, limit).map(toUser);
    return { users, next: rows.length > limit ? users.at(-1)?.username : undefined };
  }

  async update(subject: string, changes: UserChanges): Promise<User> {
    const { username, active } = changes;
    if (username !== undefined) checkUsername(username);
    return this.#database.transaction().execute(async (transaction) => {
      const stored = await transaction
        .selectFrom('users')
        .select('claims')
        .where('subject', '=', subject)
        .executeTakeFirst();
      if (stored === undefined) throw unknownUser(subject);
      const row = await transaction
        .updateTable('users')
        .set({
          ...(username !== undefined && { username, username_key: usernameKey(username) }),
          ...(active !== undefined && { active: active ? 1 : 0 }),
          claims: JSON.stringify(mergeClaims(parseClaims(stored.claims), changes.claims ?? {})),
          updated_at: this.#clock(),
        })
        .where('subject', '=', subject)
        .returning(userColumns)
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
      .select(userColumns)
      .select('password_hash')
      .where('username_key', '=', usernameKey(username))
      .executeTakeFirst();
    const matches = await verifyPassword(row?.password_hash ?? undefined, password);
    return row !== undefined && row.active !== 0 && matches ? toUser(row) : undefined;
  }

  async remove(subject: string): Promise<void> {
    const result = await this.#database.deleteFrom('users').where('subject', '=', subject).executeTakeFirst();
    if (result.numDeletedRows === 0n) throw unknownUser(subject);
  }

  async close(): Promise<void> {
    await this.#database.destroy();
  }
}

function userColumns(expression: ExpressionBuilder<UserDatabase, 'users'>) {
  return [
    'subject',
    'username',
    'active',
    'claims',
    'created_at',
    'updated_at',
    expression('password_hash', 'is not', null).as('has_password'),
  ] as const;
}

function toUser(row: UserRow): User {
  return {
    subject: row.subject,
    username: row.username,
    active: row.active !== 0,
    hasPassword: Boolean(row.has_password),
    claims: parseClaims(row.claims),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function parseClaims(json: string): UserClaims {
  try {
    return JSON.parse(json) as UserClaims;
  } catch {
    // Without the cause: its message quotes the claims.
    throw new UserStoreError(
      'database_corrupt',
      'The users database holds claims that are not JSON: restore it from a backup.',
    );
  }
}

function mergeClaims(
  stored: UserClaims,
  changes: Readonly<Record<string, JsonValue | undefined>>,
): UserClaims {
  const merged = new Map(Object.entries(stored));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) {
      merged.delete(name);
    } else {
      checkClaim(name, value);
      merged.set(name, value);
    }
  }
  return Object.fromEntries(merged);
}

function unknownUser(subject: string): UserStoreError {
  return new UserStoreError('unknown_user', `There is no user with the subject ${subject}.`);
}
