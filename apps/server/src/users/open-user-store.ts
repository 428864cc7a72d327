import type { OpenedDatabase } from './database-kind.ts';
import { invalidDatabaseUrl } from './database-url.ts';
import { KyselyUserStore } from './kysely-user-store.ts';
import { migrate } from './migrations.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import type { UserStore } from './user-store.ts';

export interface OpenUserStoreOptions {
  /**
   * How long to wait for a lock that another process holds, in milliseconds; 200 by default. With SQLite the
   * wait blocks the event loop, so a server keeps it short; a command that does nothing else can afford seconds.
   */
  readonly busyTimeout?: number | undefined;
  /**
   * Whether to create a database that is missing (with PostgreSQL: its tables), which is the default. What only
   * reads should not: a database that it leaves behind looks like one that somebody wanted.
   */
  readonly create?: boolean | undefined;
  /** What relative paths are relative to, the working directory of the process by default. */
  readonly directory?: string | undefined;
  /** Milliseconds since the epoch, for the times of users; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Opens the users database, creates it where it is missing (unless told otherwise), and brings its tables up
 * to date.
 *
 * @param databaseUrl `sqlite:` and a path (`sqlite:./data/users.db`, `sqlite:/var/lib/users.db`),
 *   `sqlite::memory:` for a database that ends with the store, or `postgres://user:password@host:5432/name`
 *   with the parameters that `readPostgresUrl` knows
 * @throws UserStoreError `invalid_database_url`, and any of the `database_…` codes
 */
export async function openUserStore(
  databaseUrl: string,
  options: OpenUserStoreOptions = {},
): Promise<UserStore> {
  const { busyTimeout = 200, create = true, directory = process.cwd(), clock = Date.now } = options;
  const opened = await openDatabase(databaseUrl, { busyTimeout, create, directory });
  try {
    const created = await migrate(opened, { create, clock });
    return new KyselyUserStore({ ...opened, created, clock });
  } catch (error) {
    await opened.database.destroy();
    throw error;
  }
}

async function openDatabase(
  databaseUrl: string,
  options: { readonly busyTimeout: number; readonly create: boolean; readonly directory: string },
): Promise<OpenedDatabase> {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl) ?? [];
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      return openSqlite(databaseUrl, options);
    case 'postgres':
    case 'postgresql': {
      // Loaded when it is needed: most commands of a developer's day are not.
      const { openPostgres } = await import('./postgres/open-postgres.ts');
      return openPostgres(databaseUrl, options);
    }
    default:
      throw invalidDatabaseUrl('The database address must start with sqlite: or postgres:');
  }
}
