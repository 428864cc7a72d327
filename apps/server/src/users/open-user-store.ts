import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CompiledQuery, Kysely } from 'kysely';
import { KyselyUserStore } from './kysely-user-store.ts';
import { migrate } from './migrations.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import type { UserDatabase } from './user-database.ts';
import type { UserStore } from './user-store.ts';
import { UserStoreError } from './user-store-error.ts';

/** Where the users database is unless DATABASE_URL says otherwise. */
export const DEFAULT_DATABASE_URL = 'sqlite:./data/users.db';

export interface OpenUserStoreOptions {
  /**
   * How long to wait for a lock that another process holds on a SQLite database, in milliseconds; 200 by
   * default. The wait blocks the event loop, so a server keeps it short; a command that does nothing else can
   * afford seconds.
   */
  readonly busyTimeout?: number | undefined;
  /**
   * Whether to create a database that is missing, which is the default. What only reads should not: a
   * database that it leaves behind looks like one that somebody wanted.
   */
  readonly create?: boolean | undefined;
  /** What relative paths are relative to, the working directory of the process by default. */
  readonly directory?: string | undefined;
  /** Milliseconds since the epoch, for the times of users; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Opens the users database, creates it where it is missing (unless told otherwise), and brings its tables up
 * to date.
 *
 * @param databaseUrl `sqlite:` and a path (`sqlite:./data/users.db`, `sqlite:/var/lib/users.db`), or
 *   `sqlite::memory:` for a database that ends with the store
 * @throws UserStoreError `invalid_database_url`, and any of the `database_…` codes
 */
export async function openUserStore(
  databaseUrl: string,
  options: OpenUserStoreOptions = {},
): Promise<UserStore> {
  const { busyTimeout = 200, create = true, directory = process.cwd(), clock = Date.now } = options;
  const location = findLocation(databaseUrl, directory);
  if (!create && location !== ':memory:' && !existsSync(location)) throw missing(location);
  const dialect = new NodeSqliteDialect({ database: openSqliteDatabase({ location, busyTimeout }) });
  const database = new Kysely<UserDatabase>({ dialect });
  try {
    await useWriteAheadLog(database, busyTimeout);
    const created = await migrate(database, clock);
    return new KyselyUserStore({ database, created, clock });
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/**
 * Readers and a writer do not wait for each other with a write-ahead log, so the server serves while a
 * command writes.
 *
 * Of several processes that switch a new database over at the same time, SQLite refuses all but one at once,
 * whatever the busy timeout: they have to try again.
 */
async function useWriteAheadLog(database: Kysely<UserDatabase>, busyTimeout: number): Promise<void> {
  const deadline = performance.now() + busyTimeout;
  for (;;) {
    try {
      await database.executeQuery(CompiledQuery.raw('pragma journal_mode = wal'));
      return;
    } catch (error) {
      const isLocked = error instanceof UserStoreError && error.code === 'database_locked';
      if (!isLocked || performance.now() >= deadline) throw error;
      await setTimeout(5);
    }
  }
}

function findLocation(databaseUrl: string, directory: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(databaseUrl) ?? [];
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      if (rest === ':memory:') return rest;
      // `sqlite://data/users.db` would be the absolute path /data/users.db, which hardly anybody means.
      if (rest !== '' && !/^\/\/(?!\/)/.test(rest)) return path.resolve(directory, rest);
      throw invalidUrl('The database address must have a path behind sqlite: and no host');
    case 'postgres':
    case 'postgresql':
      throw invalidUrl('PostgreSQL is not supported yet');
    default:
      // Without the address itself: a password may be in it.
      throw invalidUrl('The database address must start with sqlite:');
  }
}

function invalidUrl(reason: string): UserStoreError {
  return new UserStoreError(
    'invalid_database_url',
    `${reason}: write ${DEFAULT_DATABASE_URL}, or sqlite: and another path.`,
  );
}

function missing(location: string): UserStoreError {
  return new UserStoreError(
    'database_missing',
    `There is no users database at ${location} yet: adding a user creates it, and so does starting the server.`,
  );
}
