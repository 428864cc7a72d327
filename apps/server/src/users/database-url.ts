import { UserStoreError } from './user-store-error.ts';

/** Where the users database is unless DATABASE_URL says otherwise. */
export const DEFAULT_DATABASE_URL = 'sqlite:./data/users.db';

/** @param reason without the address itself: a password may be in it */
export function invalidDatabaseUrl(reason: string): UserStoreError {
  return new UserStoreError(
    'invalid_database_url',
    `${reason}: write ${DEFAULT_DATABASE_URL}, or sqlite: and another path, or postgres://USER:PASSWORD@HOST:5432/NAME.`,
  );
}

/** The address as it can be shown: whatever may be a password in it is hidden. */
export function hideDatabasePassword(databaseUrl: string): string {
  return (
    databaseUrl
      // Up to the last @: a password that was not encoded may hold some itself.
      .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/]*):.*@/is, '$1:(hidden)@')
      .replaceAll(/(password=)[^&]*/gi, '$1(hidden)')
  );
}
