import type { Account, Accounts } from 'local-authlete';
import { authenticate } from './users/authenticate.ts';
import type { User } from './users/user.ts';
import type { UserStore } from './users/user-store.ts';

/** The people of the users database, as local Authlete signs them in. */
export function createLocalAccounts(store: UserStore): Accounts {
  return {
    authenticate: async (username, password) => toAccount(await authenticate(store, username, password)),
    async findBySubject(subject) {
      const user = await store.findBySubject(subject);
      return user?.active ? toAccount(user) : undefined;
    },
  };
}

function toAccount(user: User | undefined): Account | undefined {
  return user && { subject: user.subject, username: user.username };
}
