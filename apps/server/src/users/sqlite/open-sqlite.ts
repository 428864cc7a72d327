import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CompiledQuery, Kysely } from 'kysely';
import type { OpenedDatabase } from '../database-kind.ts';
import { invalidDatabaseUrl } from '../database-url.ts';
import type { UserDatabase } from '../user-database.ts';
import { UserStoreError } from '../user-store-error.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';
import { SQLITE } from './sqlite-kind.ts';

const IN_MEMORY = ':memory:';

export interface OpenSqliteOptions {
  readonly busyTimeout: number;
  readonly create: boolean;
  readonly directory: string;
}

/**
 * Opens a SQLite database, and creates the file where it is missing unless told otherwise.
 *
 * @param databaseUrl starts with `sqlite:`
 */
export async function openSqlite(databaseUrl: string, options: OpenSqliteOptions): Promise<OpenedDatabase> {
  const { busyTimeout, create, directory } = options;
  const location = findSqliteLocation(databaseUrl, directory);
  if (!create && location !== IN_MEMORY && !existsSync(location)) {
    throw new UserStoreError(
      'database_missing',
      `There is no users database at ${location} yet: adding a user creates it, and so does starting the server.`,
    );
  }
  const sqlite = openSqliteDatabase({ location, busyTimeout });
  const database = new Kysely<UserDatabase>({ dialect: new NodeSqliteDialect({ database: sqlite }) });
  try {
    await useWriteAheadLog(database, busyTimeout);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const readAtOnce = <Row>({ sql, parameters }: CompiledQuery<Row>): readonly Row[] | undefined =>
    sqlite.isInTransaction() ? undefined : (sqlite.prepare(sql).all(parameters) as Row[]);
  return { database, kind: SQLITE, location, readAtOnce };
}

/** The path of a SQLite address, absolute. */
export function findSqliteLocation(databaseUrl: string, directory: string): string {
  const location = databaseUrl.slice('sqlite:'.length);
  if (location === IN_MEMORY) return location;
  // `sqlite://data/users.db` would be the absolute path /data/users.db, which hardly anybody means.
  if (location === '' || /^\/\/(?!\/)/.test(location)) {
    throw invalidDatabaseUrl('The database address must have a path behind sqlite: and no host');
  }
  return path.resolve(directory, location);
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
