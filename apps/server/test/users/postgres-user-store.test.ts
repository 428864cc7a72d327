import { it } from 'node:test';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { findPostgres, NO_POSTGRES } from './postgres-server.ts';
import { userStoreContract } from './user-store-contract.ts';
import type { OpenStore } from './user-store-contract.ts';
import { userTransferContract } from './user-transfer-contract.ts';

const postgres = await findPostgres();

if (postgres === undefined) {
  it('PostgreSQL: does what every users database must do', { skip: NO_POSTGRES });
} else {
  const open: OpenStore = async (context, clock) => {
    const url = await postgres.createSchema(context);
    const store = await openUserStore(url, { clock, busyTimeout: 5000 });
    context.after(() => store.close());
    return store;
  };
  userStoreContract('PostgreSQL', open);
  userTransferContract('PostgreSQL', open);
}
