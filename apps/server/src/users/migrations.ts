import type { Kysely } from 'kysely';
import type { UserDatabase } from './user-database.ts';
import { UserStoreError } from './user-store-error.ts';

type Migration = (database: Kysely<UserDatabase>) => Promise<void>;

/**
 * The version of a database is the number of migrations applied to it. Only ever append: a released migration
 * is history.
 */
const MIGRATIONS: readonly Migration[] = [createUsers];

async function createUsers(database: Kysely<UserDatabase>): Promise<void> {
  await database.schema
    .createTable('users')
    .addColumn('subject', 'text', (column) => column.primaryKey().notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_key', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text')
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('claims', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
}

/**
 * Brings the database up to the version of this program, in one transaction. Where several processes open a
 * new database at the same time, one migrates and the others wait for it, as long as their busy timeout
 * allows.
 *
 * @param clock milliseconds since the epoch
 * @returns whether this call created the tables
 * @throws UserStoreError `database_newer`, `database_foreign`
 */
export async function migrate(database: Kysely<UserDatabase>, clock: () => number): Promise<boolean> {
  // Looked up outside of the transaction first: opening an up-to-date database must not wait for a writer.
  if ((await readVersion(database)) === MIGRATIONS.length) return false;
  return database.transaction().execute(async (transaction) => {
    const version = await readVersion(transaction);
    if (version === 0) await createMigrationTable(transaction);
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await migration(transaction);
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

async function readVersion(database: Kysely<UserDatabase>): Promise<number> {
  const tables = new Set((await database.introspection.getTables()).map((table) => table.name));
  if (!tables.has('resource_server_migrations')) {
    if (!tables.has('users')) return 0;
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
