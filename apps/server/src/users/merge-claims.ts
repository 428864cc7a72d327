import type { JsonValue } from 'oauth-resource-server';
import { checkClaim } from './claim-check.ts';
import type { UserClaims } from './user.ts';

/** Changes to the claims of a user: each is set as a whole, and one that is `undefined` is removed. */
export type ClaimChanges = Readonly<Record<string, JsonValue | undefined>>;

/**
 * The claims after the changes.
 *
 * @throws UserStoreError `invalid_user` for a claim that cannot be stored
 */
export function mergeClaims(stored: UserClaims, changes: ClaimChanges): UserClaims {
  const merged = new Map(Object.entries(stored));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) {
      merged.delete(name);
    } else {
      checkClaim(name, value);
      merged.set(name, value);
    }
  }
  return Object.fromEntries(merged);
}
