import path from 'node:path';
import { invalidDatabaseUrl } from '../database-url.ts';
import { UserStoreError } from '../user-store-error.ts';

const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/** By the names of libpq (https://www.postgresql.org/docs/current/libpq-ssl.html). */
export type PostgresTlsMode = (typeof TLS_MODES)[number];

/** Where a PostgreSQL database is and how to talk to it. */
export interface PostgresAddress {
  /** A host name, an IP address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Without one, the driver's: `PGUSER`, else the name of the operating system's user. */
  readonly user: string | undefined;
  /** Without one, the driver's: `PGPASSWORD`, else the file `~/.pgpass`. */
  readonly password: string | undefined;
  readonly tlsMode: PostgresTlsMode;
  /** PEM files; without a root certificate those that Node.js brings count. */
  readonly rootCertificateFile: string | undefined;
  readonly certificateFile: string | undefined;
  readonly keyFile: string | undefined;
  /** Milliseconds to wait for a connection, a free one of the pool included; 5,000 by default. */
  readonly connectTimeout: number;
  /** Milliseconds that a statement may take; 10,000 by default. */
  readonly statementTimeout: number;
  /** The most connections at a time; 10 by default. */
  readonly poolSize: number;
  readonly applicationName: string;
  /** Settings of the session, such as `-c search_path=users`. */
  readonly options: string | undefined;
}

const PARAMETERS: ReadonlySet<string> = new Set([
  'host',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'connect_timeout',
  'statement_timeout',
  'pool_size',
  'application_name',
  'options',
]);

/**
 * Reads `postgres://user:password@host:5432/name?parameter=value`. What is percent-encoded is decoded.
 *
 * Parameters, after libpq where it has them: `host` (the directory of a Unix socket), `sslmode`, `sslrootcert`
 * (or `system`), `sslcert`, `sslkey`, `connect_timeout` (seconds), `application_name`, `options`; ours:
 * `statement_timeout` (milliseconds), `pool_size`. An unknown one is refused: a misspelt `sslmode` must not pass.
 *
 * Unlike libpq, which tries TLS and goes on without, the default of `sslmode` is `verify-full`, and `disable` for
 * this machine: whoever sits in between must not read password hashes because of an option that nobody set.
 *
 * @param directory what relative paths are relative to
 * @throws UserStoreError `invalid_database_url`; the message holds nothing of the address
 */
export function readPostgresUrl(databaseUrl: string, directory: string): PostgresAddress {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  // An unencoded / # or ? in a password moves the parts, and a part of the password would be shown as another one.
  const [database, ...rest] = url?.pathname.slice(1).split('/') ?? [];
  if (url === undefined || !database || rest.length > 0 || url.hash !== '' || database.includes('@')) {
    throw invalidDatabaseUrl(
      'The PostgreSQL address is not one (special characters of the password must be percent-encoded)',
    );
  }
  const parameters = readParameters(url);
  const file = (name: string): string | undefined => {
    const value = parameters.get(name);
    return value === undefined ? undefined : path.resolve(directory, value);
  };
  const host = parameters.get('host') ?? (decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost');
  const systemRoots = parameters.get('sslrootcert') === 'system';
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database: decode(database),
    user: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    tlsMode: readTlsMode(parameters, host),
    rootCertificateFile: systemRoots ? undefined : file('sslrootcert'),
    certificateFile: file('sslcert'),
    keyFile: file('sslkey'),
    connectTimeout: readNumber(parameters, 'connect_timeout', 5, 3600) * 1000,
    statementTimeout: readNumber(parameters, 'statement_timeout', 10_000, 3_600_000),
    poolSize: readNumber(parameters, 'pool_size', 10, 1000),
    applicationName: parameters.get('application_name') ?? 'resource-server',
    options: parameters.get('options'),
  };
}

function readParameters(url: URL): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!PARAMETERS.has(name) || value === '' || parameters.has(name)) {
      throw invalidDatabaseUrl(
        `The PostgreSQL address has a parameter that is unknown, empty or there twice (known are ${[...PARAMETERS].join(', ')})`,
      );
    }
    parameters.set(name, value);
  }
  return parameters;
}

function readTlsMode(parameters: ReadonlyMap<string, string>, host: string): PostgresTlsMode {
  const text = parameters.get('sslmode');
  if (text === undefined) return isThisMachine(host) ? 'disable' : 'verify-full';
  const mode = TLS_MODES.find((mode) => mode === text);
  if (mode === undefined) throw invalidDatabaseUrl(`The sslmode must be one of ${TLS_MODES.join(', ')}`);
  // As libpq has it: a root certificate is given in order to be used.
  return mode === 'require' && parameters.has('sslrootcert') ? 'verify-ca' : mode;
}

function isThisMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function readNumber(
  parameters: ReadonlyMap<string, string>,
  name: string,
  standard: number,
  most: number,
): number {
  const text = parameters.get(name);
  if (text === undefined) return standard;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw invalidDatabaseUrl(`The ${name} must be a whole number from 1 to ${most}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UserStoreError(
      'invalid_database_url',
      'The PostgreSQL address has a % that encodes nothing: write %25 for the character itself.',
    );
  }
}
