import type { Kysely, Transaction } from 'kysely';
import type { DatabaseKind, OpenedDatabase } from './database-kind.ts';
import type { UserDatabase } from './user-database.ts';
import { emailKey, searchText } from './user-keys.ts';
import { parseClaims } from './user-row.ts';
import { UserStoreError } from './user-store-error.ts';

type Migration = (database: Transaction<UserDatabase>, kind: DatabaseKind) => Promise<void>;

/**
 * The version of a database is the number of migrations applied to it. Only ever append: a released migration
 * is history.
 */
const MIGRATIONS: readonly Migration[] = [createUsers, addEmailAndSearch];

async function createUsers(database: Kysely<UserDatabase>, { keyType }: DatabaseKind): Promise<void> {
  await database.schema
    .createTable('users')
    .addColumn('subject', keyType, (column) => column.primaryKey().notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_key', keyType, (column) => column.notNull().unique())
    .addColumn('password_hash', 'text')
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('claims', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function addEmailAndSearch(database: Kysely<UserDatabase>, { keyType }: DatabaseKind): Promise<void> {
  await database.schema.alterTable('users').addColumn('email_key', keyType).execute();
  await database.schema
    .alterTable('users')
    .addColumn('search_text', keyType, (column) => column.notNull().defaultTo(''))
    .execute();
  let after = '';
  for (;;) {
    const users = await database
      .selectFrom('users')
      .select(['subject', 'username', 'claims'])
      .where('subject', '>', after)
      .orderBy('subject')
      .limit(500)
      .execute();
    for (const { subject, username, claims: json } of users) {
      const claims = parseClaims(json);
      await database
        .updateTable('users')
        .set({ email_key: emailKey(claims), search_text: searchText({ subject, username, claims }) })
        .where('subject', '=', subject)
        .execute();
      after = subject;
    }
    if (users.length === 0) break;
  }
  // Addresses are not unique: a family may share one, and nobody proved that they own it.
  await database.schema.createIndex('users_email_key').on('users').column('email_key').execute();
}

export interface MigrateOptions {
  /** Whether to create the tables of an empty database. */
  readonly create: boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/**
 * Brings the database up to the version of this program, in one transaction. Where several processes open a
 * new database at the same time, one migrates and the others wait for it, as long as their busy timeout
 * allows.
 *
 * @returns whether this call created the tables
 * @throws UserStoreError `database_newer`, `database_foreign`, `database_missing`
 */
export async function migrate(
  { database, kind, location }: OpenedDatabase,
  { create, clock }: MigrateOptions,
): Promise<boolean> {
  // Looked up outside of the transaction first: opening an up-to-date database must not wait for a writer.
  const current = await readVersion(database, kind);
  if (current === MIGRATIONS.length) return false;
  if (current === 0 && !create) {
    throw new UserStoreError(
      'database_missing',
      `The users database ${location} has no tables yet: adding a user creates them, and so does starting the server.`,
    );
  }
  return database.transaction().execute(async (transaction) => {
    await kind.lockMigrations(transaction);
    const version = await readVersion(transaction, kind);
    if (version === 0) await createMigrationTable(transaction);
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await migration(transaction, kind);
      await transaction
        .insertInto('resource_server_migrations')
        .values({ version: index + 1, applied_at: clock() })
        .execute();
    }
    return version === 0;
  });
}

async function createMigrationTable(database: Kysely<UserDatabase>): Promise<void> {
  await database.schema
    .createTable('resource_server_migrations')
    .addColumn('version', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function readVersion(database: Kysely<UserDatabase>, kind: DatabaseKind): Promise<number> {
  // In this order: another process may create both between the two looks, in one step.
  const hasUsers = await kind.hasTable(database, 'users');
  if (!(await kind.hasTable(database, 'resource_server_migrations'))) {
    if (!hasUsers) return 0;
    throw new UserStoreError(
      'database_foreign',
      'The users database holds a table "users" of another program: give DATABASE_URL an address of its own.',
    );
  }
  const { version } = await database
    .selectFrom('resource_server_migrations')
    .select((expression) => expression.fn.max('version').as('version'))
    .executeTakeFirstOrThrow();
  if (version <= MIGRATIONS.length) return version;
  throw new UserStoreError(
    'database_newer',
    `The users database was written by a newer version of this program (its schema is ${version}, this program knows ` +
      `${MIGRATIONS.length}): update the program, or give DATABASE_URL another address.`,
  );
}
