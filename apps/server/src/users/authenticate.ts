import { setTimeout } from 'node:timers/promises';
import type { User } from './user.ts';
import type { UserStore } from './user-store.ts';

export interface AuthenticateOptions {
  /**
   * The time after which a failure is told, in milliseconds, or a multiple of it where finding out took longer. It
   * must be more than verifying any hash takes; 1,000 by default.
   */
  readonly failureTime?: number | undefined;
}

/**
 * Signs a user in with a password. An outdated hash, such as one of an imported user, is replaced by argon2id then.
 *
 * All failures look alike and take the same time: an unknown user, a wrong password, no password, an inactive user. Not
 * limited here: how often somebody may try.
 *
 * @param usernameOrEmail the username, or the e-mail address where it is that of one active user and nobody's username;
 *   both in any case
 * @returns `undefined` for a failure
 * @throws UserStoreError `database_…`
 */
export async function authenticate(
  store: Pick<UserStore, 'findByEmail' | 'findByUsername' | 'verifyPassword'>,
  usernameOrEmail: string,
  password: string,
  { failureTime = 1000 }: AuthenticateOptions = {},
): Promise<User | undefined> {
  const started = performance.now();
  const username = await findUsername(store, usernameOrEmail);
  const user = await store.verifyPassword(username, password);
  if (user !== undefined) return user;
  const elapsed = performance.now() - started;
  await setTimeout(failureTime - (elapsed % failureTime));
  return undefined;
}

async function findUsername(
  store: Pick<UserStore, 'findByEmail' | 'findByUsername'>,
  usernameOrEmail: string,
): Promise<string> {
  if (!usernameOrEmail.includes('@')) return usernameOrEmail;
  if ((await store.findByUsername(usernameOrEmail)) !== undefined) return usernameOrEmail;
  return (await store.findByEmail(usernameOrEmail))?.username ?? usernameOrEmail;
}
