import { DEFAULT_DPOP_ALGORITHMS, type DpopAlgorithm, findSignatureAlgorithm } from './dpop-algorithm.ts';
import type { DpopNonces } from './dpop-nonces.ts';
import { createMemoryReplicaStore } from '../../replication/memory-replica-store.ts';
import { createReplayStore, type ReplayStore } from './replay-store.ts';

export interface DpopProofVerifierOptions {
  /**
   * The algorithms that a proof may be signed with. All that can be named here are asymmetric; with a symmetric one, or
   * with none, everybody could sign. Default: `ES256`, `ES384`, `PS256`, `RS256`, `EdDSA` and `Ed25519`.
   */
  readonly algorithms?: readonly DpopAlgorithm[];
  /**
   * How old a proof may be, in seconds. For as long must it be remembered, and can it be used again by somebody who
   * overheard it at a replica that does not share the replay store. Default: 60.
   */
  readonly proofLifetime?: number;
  /**
   * By how much the clocks of clients may be wrong, in seconds, in either direction. It adds to the lifetime of a proof
   * on both sides, also to that of one that somebody stole. Default: 30.
   */
  readonly clockTolerance?: number;
  /**
   * Longer proofs are refused unread, in characters, so that a stranger's proof costs no more than that. A proof by an RSA
   * key of 4096 bits takes about 2,300 and the URI. Default: 8192.
   */
  readonly maximumProofLength?: number;
  /**
   * Remembers the proofs that were used, so that a proof that was overheard is of no use. It must be shared by all replicas
   * that serve the same resources. Default: a store of this verifier's own, in memory.
   */
  readonly replayStore?: ReplayStore;
  /**
   * Asks for a nonce of the server's own in every proof, so that a proof cannot be made long before its use by somebody who
   * had the key for a moment (RFC 9449, section 11.2). Default: no nonce is asked for.
   */
  readonly nonces?: DpopNonces;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The options with their defaults in place. */
type CheckedOptions = Required<Omit<DpopProofVerifierOptions, 'nonces'>> & {
  readonly nonces: DpopNonces | undefined;
};

/** @throws TypeError naming the option that is wrong */
export function checkVerifierOptions(options: DpopProofVerifierOptions): CheckedOptions {
  const { algorithms = DEFAULT_DPOP_ALGORITHMS, proofLifetime = 60, clockTolerance = 30 } = options;
  const { maximumProofLength = 8192, nonces, now = Date.now } = options;
  const { replayStore = createReplayStore(createMemoryReplicaStore({ now })) } = options;
  if (!Number.isFinite(proofLifetime) || proofLifetime <= 0) {
    throw new TypeError('options.proofLifetime: a positive number of seconds is expected');
  }
  if (!Number.isFinite(clockTolerance) || clockTolerance < 0) {
    throw new TypeError('options.clockTolerance: a number of seconds from 0 on is expected');
  }
  if (!Number.isSafeInteger(maximumProofLength) || maximumProofLength <= 0) {
    throw new TypeError('options.maximumProofLength: a positive number of characters is expected');
  }
  if (typeof replayStore?.remember !== 'function') {
    throw new TypeError('options.replayStore: a replay store is expected');
  }
  if (
    nonces !== undefined &&
    (typeof nonces?.current !== 'function' || typeof nonces.accepts !== 'function')
  ) {
    throw new TypeError('options.nonces: an object as createDpopNonces makes it is expected');
  }
  if (typeof now !== 'function') throw new TypeError('options.now: a function is expected');
  return {
    algorithms: checkAlgorithms(algorithms),
    proofLifetime,
    clockTolerance,
    maximumProofLength,
    replayStore,
    nonces,
    now,
  };
}

function checkAlgorithms(algorithms: readonly DpopAlgorithm[]): readonly DpopAlgorithm[] {
  const isList: boolean = Array.isArray(algorithms);
  if (!isList || algorithms.length === 0 || algorithms.some((name) => !findSignatureAlgorithm(name))) {
    throw new TypeError('options.algorithms: a list of supported asymmetric algorithms is expected');
  }
  return Object.freeze([...algorithms]);
}
