import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { DatabaseKind } from '../database-kind.ts';
import { mergeClaims } from '../merge-claims.ts';
import { checkNewUser } from '../new-user-check.ts';
import { checkPassword, hashPassword } from '../password.ts';
import type { UserDatabase, UserTable } from '../user-database.ts';
import { storableText, usernameKey } from '../user-keys.ts';
import { parseClaims, toIdentityColumns } from '../user-row.ts';
import { UserStoreError } from '../user-store-error.ts';
import { readImportedHash } from './imported-hash.ts';
import type { ImportedUser, ImportOptions, ImportRow, ImportSummary } from './imported-user.ts';

/** Enough for a round trip to be of no weight, few enough that a row's problem is told soon. */
const BATCH_SIZE = 200;

interface ImportTarget {
  readonly database: Kysely<UserDatabase>;
  readonly kind: DatabaseKind;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The import behind `UserStore.importUsers`. */
export async function importUsers(
  { database, kind, clock }: ImportTarget,
  rows: AsyncIterable<ImportRow>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const transaction = await database.startTransaction().execute();
  try {
    await kind.lockUsers(transaction);
    const run = new ImportRun(transaction, options, clock);
    let batch: ImportRow[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < BATCH_SIZE) continue;
      await run.importBatch(batch);
      batch = [];
    }
    await run.importBatch(batch);
    const committed = !options.dryRun && (options.skipInvalid || run.failed === 0);
    if (committed) await transaction.commit().execute();
    else await transaction.rollback().execute();
    const { added, updated, failed, withoutPassword } = run;
    return { added, updated, failed, withoutPassword, committed };
  } finally {
    if (!transaction.isCommitted && !transaction.isRolledBack) await transaction.rollback().execute();
  }
}

/** What a batch knows of the database, with the rows that it is going to write. */
interface KnownUsers {
  readonly bySubject: Map<string, Selectable<UserTable>>;
  /** The subject that a username belongs to. */
  readonly byUsernameKey: Map<string, string>;
}

interface PendingUser {
  readonly row: Selectable<UserTable>;
  readonly password: string | undefined;
}

class ImportRun {
  added = 0;
  updated = 0;
  failed = 0;
  withoutPassword = 0;
  #rows = 0;
  readonly #transaction: Transaction<UserDatabase>;
  readonly #options: ImportOptions;
  readonly #clock: () => number;

  constructor(transaction: Transaction<UserDatabase>, options: ImportOptions, clock: () => number) {
    this.#transaction = transaction;
    this.#options = options;
    this.#clock = clock;
  }

  async importBatch(batch: readonly ImportRow[]): Promise<void> {
    const known = await this.#findKnown(batch);
    let pending = new Map<string, PendingUser>();
    for (const { position, user } of batch) {
      const prepared = this.#prepare(position, user, known);
      if (prepared === undefined) continue;
      const { subject, username_key } = prepared.row;
      // One statement must not write a row twice.
      if (pending.has(subject)) {
        await this.#write([...pending.values()]);
        pending = new Map();
      }
      pending.set(subject, prepared);
      const before = known.bySubject.get(subject);
      if (before !== undefined) known.byUsernameKey.delete(before.username_key);
      known.bySubject.set(subject, prepared.row);
      known.byUsernameKey.set(username_key, subject);
      if (before === undefined) this.added += 1;
      else this.updated += 1;
    }
    await this.#write([...pending.values()]);
    this.#rows += batch.length;
    this.#options.onProgress(this.#rows);
  }

  async #findKnown(batch: readonly ImportRow[]): Promise<KnownUsers> {
    const users = batch.flatMap(({ user }) => ('problem' in user ? [] : [user]));
    const subjects = users.flatMap(({ subject }) => subject ?? []).map(storableText);
    const keys = users.flatMap(({ username }) => username ?? []).map(usernameKey);
    const bySubject = await this.#find('subject', subjects);
    const byUsernameKey = await this.#find('username_key', keys);
    return {
      bySubject: new Map(bySubject.map((row) => [row.subject, row])),
      byUsernameKey: new Map([...bySubject, ...byUsernameKey].map((row) => [row.username_key, row.subject])),
    };
  }

  async #find(
    column: 'subject' | 'username_key',
    values: readonly string[],
  ): Promise<readonly Selectable<UserTable>[]> {
    if (values.length === 0) return [];
    return this.#transaction.selectFrom('users').selectAll().where(column, 'in', values).execute();
  }

  /** The row that a user becomes; `undefined` where the user cannot be imported. */
  #prepare(position: string, user: ImportRow['user'], known: KnownUsers): PendingUser | undefined {
    try {
      if ('problem' in user) throw new UserStoreError('invalid_user', user.problem);
      return this.#toRow(position, user, known);
    } catch (error) {
      if (!(error instanceof UserStoreError) || !ROW_PROBLEMS.has(error.code)) throw error;
      this.failed += 1;
      this.#options.onProblem(position, error.message);
      return undefined;
    }
  }

  #toRow(position: string, user: ImportedUser, known: KnownUsers): PendingUser {
    const { subject = randomUUID(), password } = user;
    const stored = known.bySubject.get(subject);
    if (stored !== undefined && !this.#options.update) {
      throw new UserStoreError('duplicate_subject', 'The subject belongs to another user already.');
    }
    const username = user.username ?? stored?.username;
    if (username === undefined) throw new UserStoreError('invalid_user', 'The username is missing.');
    const claims = mergeClaims(stored === undefined ? {} : parseClaims(stored.claims), user.claims ?? {});
    checkNewUser({ subject, username, claims: {} });
    const identity = toIdentityColumns({ subject, username, claims });
    const owner = known.byUsernameKey.get(identity.username_key);
    if (owner !== undefined && owner !== subject) {
      throw new UserStoreError('duplicate_username', 'The username belongs to another user already.');
    }
    if (password !== undefined) checkPassword(password);
    const passwordHash = this.#readHash(position, user);
    const now = this.#clock();
    const active = user.active === undefined ? stored?.active : Number(user.active);
    const row = {
      subject,
      ...identity,
      password_hash: passwordHash ?? stored?.password_hash ?? null,
      active: active ?? 1,
      created_at: user.createdAt ?? stored?.created_at ?? now,
      updated_at: user.updatedAt ?? now,
    };
    return { row, password };
  }

  #readHash(position: string, { password, passwordHash }: ImportedUser): string | undefined {
    if (passwordHash === undefined) return undefined;
    if (password !== undefined) {
      throw new UserStoreError('invalid_user', 'There is a password and a password hash: leave one out.');
    }
    const { hash, unusable } = readImportedHash(passwordHash);
    if (unusable !== undefined) {
      this.withoutPassword += 1;
      this.#options.onRemark(position, `The user must set a new password: ${unusable}.`);
    }
    return hash;
  }

  async #write(users: readonly PendingUser[]): Promise<void> {
    if (users.length === 0) return;
    const rows: Insertable<UserTable>[] = await Promise.all(
      users.map(async ({ row, password }) =>
        password === undefined || this.#options.dryRun
          ? row
          : { ...row, password_hash: await hashPassword(password) },
      ),
    );
    await this.#transaction
      .insertInto('users')
      .values(rows)
      .$if(this.#options.update, (query) =>
        query.onConflict((conflict) =>
          conflict.column('subject').doUpdateSet((expression) => ({
            username: expression.ref('excluded.username'),
            username_key: expression.ref('excluded.username_key'),
            email_key: expression.ref('excluded.email_key'),
            search_text: expression.ref('excluded.search_text'),
            password_hash: expression.ref('excluded.password_hash'),
            active: expression.ref('excluded.active'),
            claims: expression.ref('excluded.claims'),
            created_at: expression.ref('excluded.created_at'),
            updated_at: expression.ref('excluded.updated_at'),
          })),
        ),
      )
      .execute();
  }
}

/** The codes of what is wrong with one row and leaves the others as they are. */
const ROW_PROBLEMS: ReadonlySet<string> = new Set([
  'invalid_user',
  'duplicate_subject',
  'duplicate_username',
]);
