import type { ReplayStore } from './replay-store.ts';

export interface MemoryReplayStoreOptions {
  /**
   * How many keys are remembered at most; each takes about 100 bytes. A full store refuses every new proof until old ones
   * expire: if it forgot a live one instead, a flood of proofs would make room for replaying a stolen one.
   * To serve R proofs a second with the default lifetimes takes at least 91 × R entries. Default: 100,000.
   */
  readonly maximumEntries?: number;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** A replay store in the memory of this process. */
export interface MemoryReplayStore extends ReplayStore {
  remember(key: string, expiresAt: number): boolean;
  /** How many keys are remembered; those that expired since the last call of `remember` may still be counted. */
  readonly size: number;
}

/**
 * Creates a replay store for a single process. Where several replicas serve the same resources, they need a store that
 * they share: this one does not know what the others have seen, and forgets everything when the process ends.
 *
 * @throws TypeError naming the option that is wrong
 */
export function createMemoryReplayStore(options: MemoryReplayStoreOptions = {}): MemoryReplayStore {
  const { maximumEntries = 100_000, now = Date.now } = options;
  if (!Number.isSafeInteger(maximumEntries) || maximumEntries < 1) {
    throw new TypeError('options.maximumEntries: a positive integer is expected');
  }
  const known = new Set<string>();
  /** The same keys by the second in which they expire, so that forgetting them never searches among the live ones. */
  const expiring = new Map<number, string[]>();
  let forgottenUntil = Number.NEGATIVE_INFINITY;

  const forgetExpired = (second: number): void => {
    if (second <= forgottenUntil) return;
    forgottenUntil = second;
    for (const [expiry, keys] of expiring) {
      if (expiry > second) continue;
      for (const key of keys) known.delete(key);
      expiring.delete(expiry);
    }
  };

  return Object.freeze({
    remember(key: string, expiresAt: number): boolean {
      forgetExpired(Math.floor(now() / 1000));
      if (known.has(key) || known.size >= maximumEntries) return false;
      known.add(key);
      const expiry = Math.ceil(expiresAt / 1000);
      const keys = expiring.get(expiry);
      if (keys === undefined) expiring.set(expiry, [key]);
      else keys.push(key);
      return true;
    },
    get size(): number {
      return known.size;
    },
  });
}
