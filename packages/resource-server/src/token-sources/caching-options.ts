import { ReplicatedFacts, type ReplicatedFactsOptions } from './replicated-facts.ts';

export interface CachingOptions {
  /**
   * How long what is known of an active token is used, in seconds, from when the authority was asked. A route can ask for fresher
   * facts (`Policy.maxStaleness`). Never past the expiry of the token.
   */
  readonly ttl: number;
  /**
   * How long a token that the authority does not accept is refused without asking, in seconds. Keep it short: a token that becomes
   * valid in the meantime, such as one that has not reached every node of the authority, stays refused for so long. 0 keeps no
   * refusals. Default: 1, or `ttl` where that is less.
   */
  readonly inactiveTtl?: number;
  /**
   * How many answers about active tokens are kept, and how many about inactive ones; they do not push out each other. Beyond it the
   * least recently used goes. Default: 10,000.
   */
  readonly maximumEntries?: number;
  /** About how many bytes the answers about active tokens may take. Default: 33,554,432 (32 MiB). */
  readonly maximumBytes?: number;
  /** A second level that replicas share, for active tokens. Default: each process knows what it has asked itself. */
  readonly replicas?: ReplicatedFactsOptions;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The options, checked and with their defaults in place; times in milliseconds. */
export interface CachingSettings {
  readonly ttl: number;
  readonly inactiveTtl: number;
  readonly maximumEntries: number;
  readonly maximumBytes: number;
  readonly replicas: ReplicatedFacts | undefined;
  readonly now: () => number;
}

const DEFAULT_INACTIVE_TTL = 1;

/** @throws TypeError naming the option that is wrong */
export function checkCachingOptions(options: CachingOptions): CachingSettings {
  const { ttl, inactiveTtl = Math.min(ttl, DEFAULT_INACTIVE_TTL), now = Date.now } = options;
  if (!(Number.isFinite(ttl) && ttl > 0)) {
    throw new TypeError('options.ttl: a positive number of seconds is expected');
  }
  if (!(Number.isFinite(inactiveTtl) && inactiveTtl >= 0)) {
    throw new TypeError('options.inactiveTtl: a number of seconds from 0 on is expected');
  }
  return Object.freeze({
    ttl: ttl * 1000,
    inactiveTtl: inactiveTtl * 1000,
    maximumEntries: positiveInteger(options.maximumEntries ?? 10_000, 'maximumEntries'),
    maximumBytes: positiveInteger(options.maximumBytes ?? 32 * 1024 * 1024, 'maximumBytes'),
    replicas: options.replicas && new ReplicatedFacts(options.replicas),
    now,
  });
}

function positiveInteger(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`options.${name}: a positive integer is expected`);
  }
  return value;
}
