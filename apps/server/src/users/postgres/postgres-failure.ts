import { DatabaseError } from 'pg';
import { UserStoreError } from '../user-store-error.ts';
import type { UserStoreErrorCode } from '../user-store-error.ts';

interface Failure {
  readonly code: UserStoreErrorCode;
  /** What the message says of the database. */
  readonly words: string;
}

const LOCKED: Failure = {
  code: 'database_locked',
  words: 'is locked by another process: wait until that is done, or end it, and try again',
};
const REFUSED: Failure = {
  code: 'database_inaccessible',
  words: 'refuses the user or the password: check both in the database address, and pg_hba.conf',
};
const SLOW: Failure = {
  code: 'database_inaccessible',
  words: 'did not answer in time: check its load, or give statement_timeout more milliseconds',
};
const FULL: Failure = {
  code: 'database_inaccessible',
  words:
    'has no room (disk, memory or connections): check the server, and pool_size times the number of processes',
};
const STOPPED: Failure = {
  code: 'database_inaccessible',
  words: 'is starting, stopping or has dropped the connection: try again',
};
const DENIED: Failure = {
  code: 'database_inaccessible',
  words: 'does not let this user read and write: grant the rights, or use the primary instead of a replica',
};
const ABSENT: Failure = {
  code: 'database_inaccessible',
  words: 'does not exist: create it first, with the encoding UTF8',
};
const CORRUPT: Failure = { code: 'database_corrupt', words: 'is damaged: restore it from a backup' };
const UNREACHABLE: Failure = {
  code: 'database_inaccessible',
  words: 'cannot be reached: check the host, the port, and whether the server runs',
};
const NO_TLS: Failure = {
  code: 'database_inaccessible',
  words: 'does not speak TLS: switch TLS on there, or say sslmode=disable where nobody sits in between',
};
const UNTRUSTED: Failure = {
  code: 'database_inaccessible',
  words:
    'does not prove with its TLS certificate who it is: give sslrootcert the certificate of its authority, and the host the name in the certificate',
};
const UNEXPECTED: Failure = { code: 'database_failed', words: 'failed unexpectedly' };

/** By SQLSTATE, or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const FAILURES: ReadonlyMap<string, Failure> = new Map([
  ['08', STOPPED],
  ['28', REFUSED],
  ['40', LOCKED], // deadlock_detected, serialization_failure
  ['53', FULL],
  ['58', FULL], // io_error
  ['XX001', CORRUPT], // data_corrupted
  ['XX002', CORRUPT], // index_corrupted
  ['25006', DENIED], // read_only_sql_transaction
  ['42501', DENIED], // insufficient_privilege
  ['3D000', ABSENT], // invalid_catalog_name
  ['55P03', LOCKED], // lock_not_available
  ['57014', SLOW], // query_canceled
  ['57P01', STOPPED], // admin_shutdown
  ['57P02', STOPPED], // crash_shutdown
  ['57P03', STOPPED], // cannot_connect_now
]);

const UNIQUE_VIOLATION = '23505';

/**
 * Translates what `pg`, TLS or the network threw.
 *
 * @param location the database without credentials, for the message
 */
export function toUserStoreError(error: unknown, location: string): UserStoreError {
  if (error instanceof UserStoreError) return error;
  const cause = { cause: error };
  if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION) {
    return error.constraint === 'users_pkey'
      ? new UserStoreError('duplicate_subject', 'The subject belongs to another user already.', cause)
      : new UserStoreError('duplicate_username', 'The username belongs to another user already.', cause);
  }
  const { code, words } = findFailure(error);
  return new UserStoreError(code, `The users database ${location} ${words}.`, cause);
}

/** Whether the connection can be used on: the server answered, and it answered with an error. */
export function isAnswered(error: unknown): boolean {
  return error instanceof DatabaseError;
}

function findFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return UNEXPECTED;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof DatabaseError) {
    return FAILURES.get(code) ?? FAILURES.get(code.slice(0, 2)) ?? UNEXPECTED;
  }
  // The driver's own errors have no codes.
  if (error.message.startsWith('The server does not support SSL')) return NO_TLS;
  if (/timeout/i.test(error.message)) return code === '' && /read/.test(error.message) ? SLOW : UNREACHABLE;
  if (/CERT|SIGNATURE|ISSUER|ERR_TLS|ERR_SSL/.test(code)) return UNTRUSTED;
  if (/^Connection terminated|^Client /.test(error.message)) return STOPPED;
  if (/password|SASL|SCRAM/.test(error.message)) return REFUSED;
  // Network errors of the system have codes such as ECONNREFUSED and ENOTFOUND.
  return /^E[A-Z]+$/.test(code) ? UNREACHABLE : UNEXPECTED;
}
