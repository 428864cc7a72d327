import { UserStoreError } from '../user-store-error.ts';
import type { UserStoreErrorCode } from '../user-store-error.ts';

/** Extended result codes, which tell which constraint failed. */
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

interface Failure {
  readonly code: UserStoreErrorCode;
  /** What the message says of the database. */
  readonly words: string;
}

const LOCKED: Failure = {
  code: 'database_locked',
  words: 'is locked by another process: wait until that is done, or end it, and try again',
};
const CORRUPT: Failure = {
  code: 'database_corrupt',
  words:
    'is damaged or not a SQLite database: restore it from a backup, or move it away to begin with an empty one',
};
const INACCESSIBLE: Failure = {
  code: 'database_inaccessible',
  words:
    'cannot be opened for writing: check that its directory exists or can be created, and that you may write there',
};
const DISK: Failure = {
  code: 'database_inaccessible',
  words: 'cannot be read or written: check the disk and its free space',
};
const UNEXPECTED: Failure = { code: 'database_failed', words: 'failed unexpectedly' };

/** By SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const FAILURES: ReadonlyMap<number, Failure> = new Map([
  [3, INACCESSIBLE], // SQLITE_PERM
  [5, LOCKED], // SQLITE_BUSY
  [6, LOCKED], // SQLITE_LOCKED
  [8, INACCESSIBLE], // SQLITE_READONLY
  [10, DISK], // SQLITE_IOERR
  [11, CORRUPT], // SQLITE_CORRUPT
  [13, DISK], // SQLITE_FULL
  [14, INACCESSIBLE], // SQLITE_CANTOPEN
  [26, CORRUPT], // SQLITE_NOTADB
]);

/**
 * Translates what `node:sqlite` or the file system threw.
 *
 * @param location the database file, for the message
 */
export function toUserStoreError(error: unknown, location: string): UserStoreError {
  const cause = { cause: error };
  const resultCode = readNumber(error, 'errcode');
  if (resultCode === SQLITE_CONSTRAINT_PRIMARYKEY) {
    return new UserStoreError('duplicate_subject', 'The subject belongs to another user already.', cause);
  }
  if (resultCode === SQLITE_CONSTRAINT_UNIQUE) {
    return new UserStoreError('duplicate_username', 'The username belongs to another user already.', cause);
  }
  const { code, words } = findFailure(error, resultCode);
  return new UserStoreError(code, `The users database ${location} ${words}.`, cause);
}

function findFailure(error: unknown, resultCode: number | undefined): Failure {
  // The low byte of an extended result code is the primary one.
  if (resultCode !== undefined) return FAILURES.get(resultCode % 256) ?? UNEXPECTED;
  return readNumber(error, 'errno') === undefined ? UNEXPECTED : INACCESSIBLE;
}

function readNumber(error: unknown, property: 'errcode' | 'errno'): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'number' ? value : undefined;
}
