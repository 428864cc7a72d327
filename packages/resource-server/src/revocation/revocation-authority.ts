import type { RevocationTarget } from './revocation-target.ts';

/**
 * What became of telling the authority.
 *
 * - `told`: from now on it refuses the tokens itself, so that a user who signs in again gets good ones
 * - `not_told`: it has no call for such a target
 * - `failed`: it could not be reached, or did not understand; to be repeated
 */
export type RevocationTelling =
  | { readonly state: 'told' }
  | {
      readonly state: 'not_told' | 'failed';
      /** For the operator. Holds no token, no credential and no text of the authority. */
      readonly reason: string;
    };

/** The one who issued the tokens, as far as it can be told that they are revoked. */
export interface RevocationAuthority {
  /**
   * Revokes the tokens at the authority. It is told once for each call of `revoke`, so that to tell it again must do no harm.
   * Resolves, within a bounded time, whatever a network can cause.
   */
  revoke(target: RevocationTarget): Promise<RevocationTelling>;
}
