import type { ReplicaStore } from '../../replication/replica-store.ts';

/**
 * Remembers which proofs were used (RFC 9449, section 11.1). Replicas that serve the same resources share one, or a proof
 * that was used at one of them can be used once more at each of the others.
 *
 * @example
 * ```ts
 * // One command, so that of two simultaneous requests only one can win.
 * const replayStore: ReplayStore = {
 *   async remember(key, expiresAt) {
 *     return (await redis.set(`dpop:${key}`, '1', 'PXAT', expiresAt, 'NX')) === 'OK';
 *   },
 * };
 * ```
 */
export interface ReplayStore {
  /**
   * Resolves with `true` if the key was not known and is now, in one atomic step. With `false` the proof is refused: the
   * key was known, or the store cannot take another one.
   *
   * A store that cannot answer rejects, and so does the verification: the request is then answered with 503.
   *
   * @param key 43 characters of base64url; a hash that tells nothing of the proof
   * @param expiresAt until when the key must be remembered, in whole milliseconds since the epoch
   */
  remember(key: string, expiresAt: number): boolean | Promise<boolean>;
}

/** A replay store in what replicas share. */
export function createReplayStore(store: Pick<ReplicaStore, 'claim'>): ReplayStore {
  return Object.freeze({
    remember: (key: string, expiresAt: number) => store.claim('proof', key, '', expiresAt),
  });
}
