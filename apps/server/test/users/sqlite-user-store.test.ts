import path from 'node:path';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { userStoreContract } from './user-store-contract.ts';
import type { OpenStore } from './user-store-contract.ts';
import { userTransferContract } from './user-transfer-contract.ts';

const openInMemory: OpenStore = async (context, clock) => {
  const store = await openUserStore('sqlite::memory:', { clock });
  context.after(() => store.close());
  return store;
};

const openInFile: OpenStore = async (context, clock) => {
  const location = path.join(temporaryDirectory(context), 'users.db');
  const store = await openUserStore(`sqlite:${location}`, { clock });
  context.after(() => store.close());
  return store;
};

userStoreContract('SQLite in memory', openInMemory);
userStoreContract('SQLite in a file', openInFile);
userTransferContract('SQLite in a file', openInFile);
