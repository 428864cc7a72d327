import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { TestContext } from 'node:test';
import { Client } from 'pg';

export const NO_POSTGRES =
  'no PostgreSQL answers: start one, and let PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say where it is';

/** A PostgreSQL server in which tests may make schemas. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** The address of a schema of its own, which is gone when the test is over. */
  createSchema(context: TestContext): Promise<string>;
  /** Runs statements, outside of any schema of a test. */
  run(sql: string): Promise<void>;
}

/**
 * Finds the PostgreSQL server of this machine, by the variables of libpq or where it usually is.
 *
 * @returns `undefined` where none answers
 */
export async function findPostgres(): Promise<PostgresServer | undefined> {
  const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER, PGPASSWORD, PGDATABASE = 'postgres' } = process.env;
  for (const user of PGUSER === undefined ? ['postgres', userInfo().username] : [PGUSER]) {
    const credentials = encodeURIComponent(user) + (PGPASSWORD ? `:${encodeURIComponent(PGPASSWORD)}` : '');
    const socket = PGHOST.startsWith('/');
    const authority = socket ? `:${PGPORT}` : `${PGHOST}:${PGPORT}`;
    const url = new URL(`postgres://${credentials}@${socket ? 'localhost' : ''}${authority}/${PGDATABASE}`);
    if (socket) url.searchParams.set('host', PGHOST);
    if (await answers(url.href)) return createServer(url, PGHOST, Number(PGPORT));
  }
  return undefined;
}

function createServer(url: URL, host: string, port: number): PostgresServer {
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return {
    host,
    port,
    run,
    async createSchema(context) {
      const schema = `test_${randomUUID().replaceAll('-', '')}`;
      await run(`create schema ${schema}`);
      context.after(() => run(`drop schema ${schema} cascade`));
      const address = new URL(url);
      address.searchParams.set('options', `-c search_path=${schema}`);
      address.searchParams.set('pool_size', '3');
      return address.href;
    },
  };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
