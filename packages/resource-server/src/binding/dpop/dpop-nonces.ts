import { createHmac, hkdfSync } from 'node:crypto';
import { equalInConstantTime } from './constant-time-equality.ts';

/** The nonces that a resource server gives to its clients (RFC 9449, section 9). */
export interface DpopNonces {
  /** The nonce that clients are to use from now on: the value of `DPoP-Nonce`. */
  current(): string;
  /** Whether a proof with this nonce is recent enough. Nonces are for many proofs; a single use is not asked for. */
  accepts(nonce: string): boolean;
}

/** At least 32 bytes that nobody can guess; a text counts in UTF-8. */
export type DpopNonceSecret = string | Uint8Array;

export interface DpopNoncesOptions {
  /**
   * What nonces are derived from. Replicas with the same secret accept each other's nonces. Somebody who knows it
   * can make proofs today that are good at any time to come, which is what nonces are to prevent.
   *
   * Of several secrets the first makes nonces, and the nonces of all are accepted. To change it without turning clients away, put the new
   * one last on every replica, then first, then drop the old one.
   */
  readonly secret: DpopNonceSecret | readonly DpopNonceSecret[];
  /**
   * How often the nonce changes, in seconds. A nonce is accepted until its successor is replaced: for one to two such
   * periods. Where the clocks of replicas differ, a nonce of the one that is ahead is refused for that time by the
   * others, and its client asked to repeat the request. Default: 300.
   */
  readonly lifetime?: number;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

const MINIMUM_SECRET_LENGTH = 32;

/** Keeps these keys apart from whatever else is derived from the same secret. */
const KEY_PURPOSE = 'oauth-resource-server/dpop-nonce/1';

interface Period {
  readonly number: number;
  readonly current: string;
  readonly accepted: readonly string[];
}

/**
 * Creates nonces that need no memory: each is an HMAC over its period of time, so that it cannot be guessed in advance and
 * every replica computes the same one.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const nonces = createDpopNonces({ secret: [newSecret, oldSecret] });
 * const verifier = createDpopProofVerifier({ nonces });
 * ```
 */
export function createDpopNonces(options: DpopNoncesOptions): DpopNonces {
  const { secret, lifetime = 300, now = Date.now } = options;
  if (!Number.isFinite(lifetime) || lifetime <= 0) {
    throw new TypeError('options.lifetime: a positive number of seconds is expected');
  }
  const [newest, ...older] = [secret].flat().map(deriveKey);
  if (newest === undefined) throw new TypeError('options.secret: at least one secret is expected');

  const compute = (number: number): Period => {
    const current = nonceOf(newest, number);
    const others = older.flatMap((key) => [nonceOf(key, number), nonceOf(key, number - 1)]);
    return { number, current, accepted: [current, nonceOf(newest, number - 1), ...others] };
  };
  let latest: Period | undefined;
  const period = (): Period => {
    const number = Math.floor(now() / (lifetime * 1000));
    if (latest?.number !== number) latest = compute(number);
    return latest;
  };

  return Object.freeze({
    current: () => period().current,
    accepts: (nonce: string) => period().accepted.some((accepted) => equalInConstantTime(nonce, accepted)),
  });
}

function deriveKey(secret: DpopNonceSecret): Uint8Array {
  const isSecret: boolean = typeof secret === 'string' || secret instanceof Uint8Array;
  if (!isSecret || Buffer.byteLength(secret) < MINIMUM_SECRET_LENGTH) {
    throw new TypeError(`options.secret: at least ${MINIMUM_SECRET_LENGTH} bytes are expected`);
  }
  return new Uint8Array(hkdfSync('sha256', secret, '', KEY_PURPOSE, 32));
}

function nonceOf(key: Uint8Array, period: number): string {
  return createHmac('sha256', key).update(String(period)).digest('base64url');
}
