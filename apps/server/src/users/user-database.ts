/**
 * The tables of the users database as Kysely sees them; `migrations.ts` creates them. The same on every
 * database.
 */
export interface UserDatabase {
  users: UserTable;
  resource_server_migrations: MigrationTable;
}

export interface UserTable {
  subject: string;
  username: string;
  /** What usernames are compared and ordered by; unique. */
  username_key: string;
  /** What e-mail addresses are compared by; not unique. */
  email_key: string | null;
  /** What a search looks in. */
  search_text: string;
  /** argon2id in the PHC string format, or a hash of another program as `password-hash.ts` knows it. */
  password_hash: string | null;
  /** 0 or 1. */
  active: number;
  /** A JSON object. */
  claims: string;
  /** In milliseconds since the epoch, as is `updated_at`. */
  created_at: number;
  updated_at: number;
}

export interface MigrationTable {
  version: number;
  applied_at: number;
}
