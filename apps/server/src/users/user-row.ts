import { sql } from 'kysely';
import type { AliasedRawBuilder, Selectable } from 'kysely';
import type { User, UserClaims } from './user.ts';
import type { UserTable } from './user-database.ts';
import { emailKey, searchText, usernameKey } from './user-keys.ts';
import { UserStoreError } from './user-store-error.ts';

/** A row without its password hash, which leaves the database to be verified or exported only. */
export interface UserRow extends Omit<
  Selectable<UserTable>,
  'username_key' | 'email_key' | 'search_text' | 'password_hash'
> {
  has_password: number | boolean;
}

/** What a `UserRow` is selected, or returned, by. */
export const USER_COLUMNS: readonly [
  'subject',
  'username',
  'active',
  'claims',
  'created_at',
  'updated_at',
  AliasedRawBuilder<number | boolean, 'has_password'>,
] = [
  'subject',
  'username',
  'active',
  'claims',
  'created_at',
  'updated_at',
  sql<number | boolean>`password_hash is not null`.as('has_password'),
];

export function toUser(row: UserRow): User {
  return {
    subject: row.subject,
    username: row.username,
    active: row.active !== 0,
    hasPassword: Boolean(row.has_password),
    claims: parseClaims(row.claims),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The columns that hold, in one form or another, who a user is. */
export function toIdentityColumns(user: {
  readonly subject: string;
  readonly username: string;
  readonly claims: UserClaims;
}): Pick<UserTable, 'username' | 'username_key' | 'email_key' | 'search_text' | 'claims'> {
  return {
    username: user.username,
    username_key: usernameKey(user.username),
    email_key: emailKey(user.claims),
    search_text: searchText(user),
    claims: JSON.stringify(user.claims),
  };
}

export function parseClaims(json: string): UserClaims {
  try {
    return JSON.parse(json) as UserClaims;
  } catch {
    // Without the cause: its message quotes the claims.
    throw new UserStoreError(
      'database_corrupt',
      'The users database holds claims that are not JSON: restore it from a backup.',
    );
  }
}
