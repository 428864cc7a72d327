import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, types } from 'pg';
import { UserStoreError } from '../user-store-error.ts';
import { isAnswered, toUserStoreError } from './postgres-failure.ts';
import type { PostgresAddress } from './postgres-url.ts';

export interface PostgresPoolOptions {
  readonly address: PostgresAddress;
  /** For messages, without credentials. */
  readonly location: string;
  /** How long a statement waits for a lock, in milliseconds. */
  readonly lockTimeout: number;
}

/** The time that the server has to say itself that a statement took too long, in milliseconds. */
const GRACE = 1000;

/**
 * Connections to PostgreSQL in the shape that Kysely's dialect expects. They are made when they are needed, and
 * again after they were lost, so that the users database is there again as soon as PostgreSQL is.
 *
 * @throws UserStoreError for every failure, here and in the statements
 */
export function createPostgresPool(options: PostgresPoolOptions): PostgresPool {
  const { address, location, lockTimeout } = options;
  const { statementTimeout } = address;
  const settings = `select set_config('statement_timeout', '${statementTimeout}', false), set_config('lock_timeout', '${lockTimeout}', false)`;
  const pool = new Pool({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    password: address.password,
    ssl: readTlsOptions(address),
    max: address.poolSize,
    connectionTimeoutMillis: address.connectTimeout,
    // For a server that has gone without a word; one that is there cancels the statement itself.
    query_timeout: statementTimeout + GRACE,
    keepAlive: true,
    application_name: address.applicationName,
    options: address.options,
    types: { getTypeParser: getTypeParser as typeof types.getTypeParser },
    // Not as parameters of the connection, which poolers such as PgBouncer refuse.
    verify: (client, done) => {
      client.query(settings, (error: Error | null) => done(error ?? undefined));
    },
  });
  // A connection that is lost while nobody waits for an answer is told as an event, and an unheard one ends the
  // process. Whoever uses the connection next hears of it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  const translate = async <Result>(action: () => Promise<Result>): Promise<Result> => {
    try {
      return await action();
    } catch (error) {
      throw toUserStoreError(error, location);
    }
  };
  return {
    options: {},
    connect: () => translate(async () => watchClient(await pool.connect(), translate)),
    end: () => pool.end(),
  };
}

type Translate = <Result>(action: () => Promise<Result>) => Promise<Result>;

/** A connection whose state is unknown after a failure is closed, not given to the next user of the pool. */
function watchClient(client: PostgresPoolClient, translate: Translate): PostgresPoolClient {
  let broken = false;
  const query = (sql: string, parameters: readonly unknown[]): Promise<unknown> =>
    translate(async () => {
      try {
        return await client.query(sql, parameters);
      } catch (error) {
        broken ||= !isAnswered(error);
        throw error;
      }
    });
  return {
    // Of its two forms, Kysely uses the other one for cursors only, which nobody gave it.
    query: query as PostgresPoolClient['query'],
    release: (destroy = false) => client.release(destroy || broken),
  };
}

const INT8: number = types.builtins.INT8;

/** `bigint` as a number: the times that are stored are far from 2^53. */
function getTypeParser(oid: number, format?: 'text'): unknown {
  return oid === INT8 ? Number : types.getTypeParser(oid, format);
}

function readTlsOptions(address: PostgresAddress): ConnectionOptions | false {
  const { tlsMode, rootCertificateFile, certificateFile, keyFile } = address;
  if (tlsMode === 'disable') return false;
  return {
    rejectUnauthorized: tlsMode !== 'require',
    ...(tlsMode === 'verify-ca' && { checkServerIdentity: () => undefined }),
    ...(rootCertificateFile !== undefined && { ca: readPem('sslrootcert', rootCertificateFile) }),
    ...(certificateFile !== undefined && { cert: readPem('sslcert', certificateFile) }),
    ...(keyFile !== undefined && { key: readPem('sslkey', keyFile) }),
  };
}

function readPem(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UserStoreError(
      'database_inaccessible',
      `The file ${file} that ${parameter} names cannot be read: check that it exists and that you may read it.`,
      { cause },
    );
  }
}
