/**
 * What an entry is for. Each purpose has room of its own, so that a flood of one cannot push out another.
 *
 * - `revocation`: what was revoked, until no token that it concerns can live any more
 * - `proof`: the DPoP proofs that were used (RFC 9449, section 11.1)
 * - `event`: the security event tokens that were taken in (RFC 8417)
 * - `facts`: what is known about tokens, for a second level behind a cache in memory
 */
export type ReplicaPurpose = 'revocation' | 'proof' | 'event' | 'facts';

/**
 * What the replicas of a server must share, or each would know only what it has seen itself: a revocation would hold at one of
 * them, and a proof could be used once at each. An entry is a short text under a key, and ends by itself.
 *
 * It is trusted: whoever can write to it can undo a revocation. A purpose and a key together are unique; both are
 * printable ASCII without blanks, at most 80 characters in all, and tell nothing of tokens or people.
 *
 * Every method may answer at once or later. A store that cannot answer throws or rejects; the request that needed it is then
 * answered with 503.
 *
 * @example
 * ```ts
 * // The two writes as commands of Redis; `claim` must be one command, so that of two replicas only one can win.
 * write: async (purpose, key, value, expiresAt) =>
 *   (await redis.set(`${purpose}:${key}`, value, 'PXAT', expiresAt)) === 'OK',
 * claim: async (purpose, key, value, expiresAt) =>
 *   (await redis.set(`${purpose}:${key}`, value, 'PXAT', expiresAt, 'NX')) === 'OK',
 * ```
 */
export interface ReplicaStore {
  /** By how many milliseconds the clocks of those who share the store may differ. Default: 5000. */
  readonly clockTolerance?: number;

  /**
   * How many entries there are of a purpose, where the store can tell at once; some may have expired. Where it is 0 nobody
   * reads. Default: it cannot tell, so that every request with a token reads the revocations.
   */
  count?(purpose: ReplicaPurpose): number;

  /** The values under the keys, in their order; `undefined` where there is none, or it has expired. */
  read(
    purpose: ReplicaPurpose,
    keys: readonly string[],
  ): readonly (string | undefined)[] | Promise<readonly (string | undefined)[]>;

  /**
   * Keeps a value, in place of the one that may be there.
   *
   * @param expiresAt when it ends, in whole milliseconds since the epoch
   * @returns `false` where there is no room for it: nothing was changed then, and no other entry had to go
   */
  write(purpose: ReplicaPurpose, key: string, value: string, expiresAt: number): boolean | Promise<boolean>;

  /**
   * Keeps a value where there is none, in one atomic step.
   *
   * @param expiresAt when it ends, in whole milliseconds since the epoch
   * @returns `false` where there is one already, or no room
   */
  claim(purpose: ReplicaPurpose, key: string, value: string, expiresAt: number): boolean | Promise<boolean>;
}
