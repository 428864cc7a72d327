import path from 'node:path';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { userStoreContract } from './user-store-contract.ts';

userStoreContract('SQLite in memory', async (context, clock) => {
  const store = await openUserStore('sqlite::memory:', { clock });
  context.after(() => store.close());
  return store;
});

userStoreContract('SQLite in a file', async (context, clock) => {
  const location = path.join(temporaryDirectory(context), 'users.db');
  const store = await openUserStore(`sqlite:${location}`, { clock });
  context.after(() => store.close());
  return store;
});
