/**
 * What can go wrong with the users database, for programs.
 *
 * - `invalid_user`: a subject, username, claim or password that cannot be stored; the message says what is
 *   expected
 * - `duplicate_subject`, `duplicate_username`: another user has it
 * - `unknown_user`: there is no user with the subject
 * - `invalid_database_url`: not an address that this program can open
 * - `database_missing`: there is none at the address, or it has no tables, and the caller did not want it created
 * - `database_newer`: written by a newer version of this program
 * - `database_foreign`: holds tables of another program
 * - `database_corrupt`: not a database, or a damaged one
 * - `database_locked`: another process holds a lock for longer than the busy timeout
 * - `database_inaccessible`: the file or its directory cannot be created, opened or written; the database server
 *   cannot be reached, does not prove who it is, refuses, or does not answer in time
 * - `database_failed`: anything else; the cause tells
 */
export type UserStoreErrorCode =
  | 'invalid_user'
  | 'duplicate_subject'
  | 'duplicate_username'
  | 'unknown_user'
  | 'invalid_database_url'
  | 'database_missing'
  | 'database_newer'
  | 'database_foreign'
  | 'database_corrupt'
  | 'database_locked'
  | 'database_inaccessible'
  | 'database_failed';

/**
 * The only error that the users database throws on purpose. Its message is one or two sentences for the
 * operator: what is wrong, and what to do. It never holds a password, a hash or the credentials of a database
 * address.
 */
export class UserStoreError extends Error {
  readonly code: UserStoreErrorCode;

  constructor(code: UserStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserStoreError';
    this.code = code;
  }
}
