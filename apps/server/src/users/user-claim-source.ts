import type { Claims, ClaimSource } from 'oauth-resource-server';
import type { UserStore } from './user-store.ts';

/**
 * Serves the claims of the users database at the UserInfo endpoint.
 *
 * An unknown or inactive subject has no claims (the client gets 401 `invalid_token`); a database failure
 * rejects (503). `updated_at` is the time of the user's last change, in seconds, unless a value of its own is
 * stored.
 */
export function createUserClaimSource(store: Pick<UserStore, 'findBySubject'>): ClaimSource {
  return {
    async findClaims({ subject }): Promise<Claims | undefined> {
      const user = await store.findBySubject(subject);
      if (user === undefined || !user.active) return undefined;
      return { updated_at: Math.floor(user.updatedAt / 1000), ...user.claims };
    },
  };
}
