import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DatabaseKind } from '../database-kind.ts';
import { UserStoreError } from '../user-store-error.ts';

/** Any number, as long as nobody else who shares the database locks the same. */
const MIGRATION_LOCK = 7_364_001_915_226_841n;

/** How long a process waits for another one's migrations, in milliseconds. */
const MIGRATION_PATIENCE = 60_000;

export const POSTGRES: DatabaseKind = {
  keyType: sql`text collate "C"`,
  locksRows: true,
  async hasTable(database, name) {
    // Not to_regclass, which goes by a cache that may not have heard of what another process has just created.
    const { rows } = await sql<{ found: boolean }>`
      select exists (
        select from pg_catalog.pg_tables where schemaname = any (current_schemas(false)) and tablename = ${name}
      ) as found`.execute(database);
    return rows[0]?.found === true;
  },
  async lockMigrations(transaction) {
    const deadline = performance.now() + MIGRATION_PATIENCE;
    // Tried again and again, because a statement that waits would run into its timeout.
    for (;;) {
      const { rows } = await sql<{
        locked: boolean;
      }>`select pg_try_advisory_xact_lock(${MIGRATION_LOCK}) as locked`.execute(transaction);
      if (rows[0]?.locked === true) return;
      if (performance.now() >= deadline) {
        throw new UserStoreError(
          'database_locked',
          'Another process has been bringing the users database up to date for a minute: wait until it is done, or end it, and try again.',
        );
      }
      await setTimeout(50);
    }
  },
  async lockUsers(transaction) {
    await sql`lock table users in share row exclusive mode`.execute(transaction);
  },
};
