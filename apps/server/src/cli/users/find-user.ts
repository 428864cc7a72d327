import type { User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { CommandError } from '../command-error.ts';
import { UsageError } from '../usage-error.ts';

/** How a command names a user: by username, or by subject. */
export interface UserSelection {
  readonly username: string | undefined;
  readonly subject: string | undefined;
}

/**
 * @throws UsageError unless the user is named in exactly one way
 * @throws CommandError when there is no such user
 */
export async function findUser(store: UserStore, { username, subject }: UserSelection): Promise<User> {
  if ((username === undefined) === (subject === undefined)) {
    throw new UsageError('Name one user, by username or with --subject.');
  }
  const user =
    username === undefined ? await store.findBySubject(subject ?? '') : await store.findByUsername(username);
  if (user !== undefined) return user;
  const whom = username === undefined ? `with the subject ${subject}` : username;
  throw new CommandError(`There is no user ${whom}. To see who there is: resource-server users list`);
}
