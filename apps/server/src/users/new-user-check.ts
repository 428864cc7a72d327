import { checkClaim } from './claim-check.ts';
import { checkSubject, checkUsername } from './user-identifiers.ts';
import type { NewUser } from './user-store.ts';

/**
 * Checks that a user can be stored, as far as that does not depend on the database; the password is checked
 * when it is hashed.
 *
 * @throws UserStoreError `invalid_user`
 */
export function checkNewUser({ subject, username, claims = {} }: Omit<NewUser, 'password'>): void {
  if (subject !== undefined) checkSubject(subject);
  checkUsername(username);
  for (const [name, value] of Object.entries(claims)) checkClaim(name, value);
}
