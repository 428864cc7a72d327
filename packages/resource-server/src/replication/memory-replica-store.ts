import type { ReplicaPurpose, ReplicaStore } from './replica-store.ts';

export interface MemoryReplicaStoreOptions {
  /**
   * How many entries are kept at most of each purpose; each takes about 200 bytes. Where a purpose is full nothing new is taken until
   * old entries expire: if a live one were forgotten instead, a flood of proofs would make room for replaying a stolen one.
   * To serve R DPoP proofs a second with the default lifetimes takes at least 91 × R entries. Default: 100,000.
   */
  readonly maximumEntries?: number;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** A store in the memory of this process. It answers at once. */
export interface MemoryReplicaStore extends ReplicaStore {
  count(purpose: ReplicaPurpose): number;
  read(purpose: ReplicaPurpose, keys: readonly string[]): readonly (string | undefined)[];
  write(purpose: ReplicaPurpose, key: string, value: string, expiresAt: number): boolean;
  claim(purpose: ReplicaPurpose, key: string, value: string, expiresAt: number): boolean;
}

/**
 * Creates a store for a single process. Where several replicas serve the same resources, they need a store that they share: this
 * one does not know what the others have seen, and forgets everything when the process ends.
 *
 * @throws TypeError naming the option that is wrong
 */
export function createMemoryReplicaStore(options: MemoryReplicaStoreOptions = {}): MemoryReplicaStore {
  const { maximumEntries = 100_000, now = Date.now } = options;
  if (!Number.isSafeInteger(maximumEntries) || maximumEntries < 1) {
    throw new TypeError('options.maximumEntries: a positive integer is expected');
  }
  if (typeof now !== 'function') throw new TypeError('options.now: a function is expected');
  const shelves: Readonly<Record<ReplicaPurpose, Shelf>> = {
    revocation: new Shelf(maximumEntries),
    proof: new Shelf(maximumEntries),
    event: new Shelf(maximumEntries),
    facts: new Shelf(maximumEntries),
  };
  return Object.freeze({
    // There is but one clock.
    clockTolerance: 0,
    count: (purpose: ReplicaPurpose) => shelves[purpose].count(now()),
    read(purpose: ReplicaPurpose, keys: readonly string[]): readonly (string | undefined)[] {
      const time = now();
      return keys.map((key) => shelves[purpose].read(key, time));
    },
    write: (purpose: ReplicaPurpose, key: string, value: string, expiresAt: number) =>
      shelves[purpose].write(key, { value, expiresAt }, now()),
    claim(purpose: ReplicaPurpose, key: string, value: string, expiresAt: number): boolean {
      const time = now();
      const shelf = shelves[purpose];
      return shelf.read(key, time) === undefined && shelf.write(key, { value, expiresAt }, time);
    },
  });
}

interface Entry {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The entries of one purpose. */
class Shelf {
  readonly #maximumEntries: number;
  readonly #entries = new Map<string, Entry>();
  /** The same keys, each once, by the second in which they may expire, so that forgetting never searches among the live ones. */
  readonly #expiring = new Map<number, string[]>();
  #forgottenUntil = Number.NEGATIVE_INFINITY;

  constructor(maximumEntries: number) {
    this.#maximumEntries = maximumEntries;
  }

  count(now: number): number {
    this.#forgetExpired(now);
    return this.#entries.size;
  }

  read(key: string, now: number): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > now ? entry.value : undefined;
  }

  write(key: string, entry: Entry, now: number): boolean {
    this.#forgetExpired(now);
    if (!this.#entries.has(key)) {
      if (this.#entries.size >= this.#maximumEntries) return false;
      this.#expireIn(secondOf(entry), key);
    }
    this.#entries.set(key, entry);
    return true;
  }

  #expireIn(second: number, key: string): void {
    const keys = this.#expiring.get(second);
    if (keys === undefined) this.#expiring.set(second, [key]);
    else keys.push(key);
  }

  #forgetExpired(now: number): void {
    const second = Math.floor(now / 1000);
    if (second <= this.#forgottenUntil) return;
    this.#forgottenUntil = second;
    for (const [expiry, keys] of this.#expiring) {
      if (expiry > second) continue;
      this.#expiring.delete(expiry);
      for (const key of keys) {
        const entry = this.#entries.get(key);
        // One that was written again, with a later end, moves on.
        if (entry !== undefined && secondOf(entry) > second) this.#expireIn(secondOf(entry), key);
        else this.#entries.delete(key);
      }
    }
  }
}

/** The first second in which the entry is of no use any more. */
function secondOf({ expiresAt }: Entry): number {
  return Math.ceil(expiresAt / 1000);
}
