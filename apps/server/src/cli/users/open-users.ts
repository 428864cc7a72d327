import { Option } from 'commander';
import { DEFAULT_DATABASE_URL } from '../../users/database-url.ts';
import { openUserStore } from '../../users/open-user-store.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { CommandLineIo } from '../command-line-io.ts';

/** A command waits for its turn; only the server must not. In milliseconds. */
const BUSY_TIMEOUT = 5000;

export interface DatabaseOptions {
  readonly database?: string | undefined;
}

export function databaseOption(): Option {
  return new Option(
    '--database <url>',
    `users database (default: DATABASE_URL, else ${DEFAULT_DATABASE_URL})`,
  );
}

/** Opens the users database for one command; only `users add` creates one that is missing. */
export async function withUserStore<Result>(
  io: CommandLineIo,
  { database, create = false }: DatabaseOptions & { readonly create?: boolean },
  action: (store: UserStore) => Promise<Result>,
): Promise<Result> {
  const url = database ?? (io.environment['DATABASE_URL']?.trim() || DEFAULT_DATABASE_URL);
  const store = await openUserStore(url, { busyTimeout: BUSY_TIMEOUT, create, directory: io.cwd });
  try {
    return await action(store);
  } finally {
    await store.close();
  }
}
