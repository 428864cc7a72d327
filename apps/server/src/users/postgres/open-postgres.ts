import { isIPv6 } from 'node:net';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { OpenedDatabase } from '../database-kind.ts';
import type { UserDatabase } from '../user-database.ts';
import { UserStoreError } from '../user-store-error.ts';
import { POSTGRES } from './postgres-kind.ts';
import { createPostgresPool } from './postgres-pool.ts';
import { readPostgresUrl } from './postgres-url.ts';
import type { PostgresAddress } from './postgres-url.ts';

export interface OpenPostgresOptions {
  /** How long a statement waits for a lock, in milliseconds. */
  readonly busyTimeout: number;
  readonly directory: string;
}

/** Connects to a PostgreSQL database, which must exist. */
export async function openPostgres(
  databaseUrl: string,
  options: OpenPostgresOptions,
): Promise<OpenedDatabase> {
  const { database, location } = connectPostgres<UserDatabase>(databaseUrl, options);
  try {
    await checkEncoding(database, location);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return { database, kind: POSTGRES, location };
}

/** A PostgreSQL database with any tables. The first statement connects. */
export function connectPostgres<Tables>(
  databaseUrl: string,
  { busyTimeout, directory }: OpenPostgresOptions,
): { readonly database: Kysely<Tables>; readonly location: string } {
  const address = readPostgresUrl(databaseUrl, directory);
  const location = describeLocation(address);
  const pool = createPostgresPool({ address, location, lockTimeout: busyTimeout });
  return { database: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), location };
}

/** A database of another encoding refuses names that it has no letters for, or, worse, mixes them up. */
async function checkEncoding(database: Kysely<UserDatabase>, location: string): Promise<void> {
  const { rows } = await sql<{
    encoding: string;
  }>`select current_setting('server_encoding') as encoding`.execute(database);
  if (rows[0]?.encoding === 'UTF8') return;
  throw new UserStoreError(
    'database_inaccessible',
    `The users database ${location} has the encoding ${rows[0]?.encoding}: create one with the encoding UTF8.`,
  );
}

function describeLocation({ host, port, database }: PostgresAddress): string {
  return `${database} at ${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
