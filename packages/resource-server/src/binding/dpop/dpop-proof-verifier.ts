import { hash } from 'node:crypto';
import { readCompactJws } from './compact-jws.ts';
import { equalInConstantTime } from './constant-time-equality.ts';
import { type DpopAlgorithm, findSignatureAlgorithm } from './dpop-algorithm.ts';
import type { DpopNonces } from './dpop-nonces.ts';
import { DPOP_PROOF_FAULTS, type DpopProofError, type DpopProofFault, errorOf } from './dpop-proof-fault.ts';
import { checkVerifierOptions, type DpopProofVerifierOptions } from './dpop-proof-verifier-options.ts';
import { createKeyCache } from './key-cache.ts';
import { type ProofClaims, readProofClaims } from './proof-claims.ts';
import { importPublicJwk, readPublicJwk, thumbprintOf } from './public-jwk.ts';
import { normalizeTargetUri } from './target-uri.ts';

export interface DpopProofQuestion {
  /** The value of the one `DPoP` header; a request with several is refused before it comes here. */
  readonly proof: string;
  /** The method of the request, as it stood there. */
  readonly method: string;
  /** The absolute URI that the client used, as the trust boundary found it; its query and fragment do not count. */
  readonly uri: string;
  /** The access token that came with the proof. */
  readonly accessToken: string;
  /** Its SHA-256 in base64url, where the caller has it already; computed where not. */
  readonly tokenDigest?: string | undefined;
}

export type DpopProofVerdict = DpopProofAccepted | DpopProofRefused;

export interface DpopProofAccepted {
  readonly valid: true;
  /** The thumbprint of the key that made the proof (RFC 7638), to be compared with the `jkt` that the token is bound to. */
  readonly jwkThumbprint: string;
}

export interface DpopProofRefused {
  readonly valid: false;
  /** For the client, as the `error` of the challenge. */
  readonly error: DpopProofError;
  /** For the operator, never for the client: one of the fixed sentences of `DPOP_PROOF_FAULTS`. */
  readonly reason: string;
}

export interface DpopProofVerifier {
  /** What a proof may be signed with: the `algs` of challenges. */
  readonly algorithms: readonly DpopAlgorithm[];
  /**
   * Verifies a DPoP proof that came with an access token: every check of RFC 9449, section 4.3, but two, which are the
   * caller's: that there is only one `DPoP` header, and that the token is bound to the key of the proof.
   *
   * Whatever a client sends ends in a verdict. An accepted proof counts as used from then on. Find out first whether
   * the token is active, so that nobody without one can fill the replay store.
   *
   * Rejects only with what the replay store rejects with: the request is then to be answered with 503.
   *
   * @example
   * ```ts
   * const verdict = await verifier.verify({ proof, method: 'GET', uri: 'https://api.example.com/orders', accessToken });
   * if (!verdict.valid) return refuse(401, verdict.error);
   * if (verdict.jwkThumbprint !== boundTo) return refuse(401, 'invalid_token');
   * ```
   */
  verify(question: DpopProofQuestion): Promise<DpopProofVerdict>;
  /** The nonce for the `DPoP-Nonce` of answers; `undefined` where no nonces are asked for. */
  currentNonce(): string | undefined;
}

/** Imported keys take about 3 KB each. */
const CACHED_KEYS = 5000;

/** In milliseconds: the store reads its clock later than the verifier did, and may have another one. */
const REPLAY_MARGIN = 1000;

/**
 * Creates a verifier of DPoP proofs. Keep it for as long as the server runs: it holds the keys that it met, and the default
 * replay store.
 *
 * @throws TypeError naming the option that is wrong
 */
export function createDpopProofVerifier(options: DpopProofVerifierOptions = {}): DpopProofVerifier {
  const { replayStore, nonces, now, maximumProofLength, ...settings } = checkVerifierOptions(options);
  const algorithms: ReadonlySet<unknown> = new Set(settings.algorithms);
  const clockTolerance = settings.clockTolerance * 1000;
  const window = settings.proofLifetime * 1000 + clockTolerance;
  const keys = createKeyCache(CACHED_KEYS);

  /** RFC 9449, section 4.3, checks 2 to 12, in the order that it gives them. */
  const examine = (question: DpopProofQuestion): Examined | DpopProofFault => {
    const { proof, method, uri } = question;
    if (proof.length > maximumProofLength) return 'too_long';
    const jws = readCompactJws(proof);
    if (jws === undefined) return 'malformed';
    const claims = readProofClaims(jws.claims);
    if (typeof claims === 'string') return claims;

    const { typ, alg, crit, jwk } = jws.header;
    if (typ !== 'dpop+jwt') return 'wrong_type';
    // RFC 7515, section 4.1.11: even an empty list is refused, and no extension is understood here.
    if (crit !== undefined) return 'critical_extension';
    const algorithm = algorithms.has(alg) ? findSignatureAlgorithm(alg) : undefined;
    if (algorithm === undefined) return 'algorithm_not_accepted';

    const publicJwk = readPublicJwk(jwk);
    if (typeof publicJwk === 'string') return publicJwk;
    if (publicJwk.kind !== algorithm.keyKind) return 'key_mismatch';
    const jwkThumbprint = thumbprintOf(publicJwk);
    const key = keys.get(jwkThumbprint) ?? importPublicJwk(publicJwk);
    if (key === undefined) return 'malformed_key';
    if (!algorithm.verify(jws.signingInput, key, jws.signature)) return 'wrong_signature';
    // Only now, so that keys which nobody has cannot displace those in use.
    keys.use(jwkThumbprint, key);

    const fault =
      findTargetFault(claims, method, uri) ??
      findNonceFault(claims, nonces) ??
      findTimeFault(claims, now(), clockTolerance, window) ??
      findTokenFault(claims, question);
    return fault ?? { jwkThumbprint, jti: claims.jti, expiresAt: claims.iat * 1000 + window };
  };

  return Object.freeze({
    algorithms: settings.algorithms,
    async verify(question: DpopProofQuestion): Promise<DpopProofVerdict> {
      const examined = examine(question);
      if (typeof examined === 'string') return refuse(examined);
      const { jwkThumbprint, jti, expiresAt } = examined;
      // Last, so that no proof is used up by a request that fails, and scoped by key, so that no client can use up the
      // identifiers of another.
      const replayKey = hash('sha256', `${jwkThumbprint}.${jti}`, 'base64url');
      const isNew = await replayStore.remember(replayKey, Math.ceil(expiresAt) + REPLAY_MARGIN);
      return isNew ? { valid: true, jwkThumbprint } : refuse('replayed');
    },
    currentNonce: () => nonces?.current(),
  });
}

/** A proof that is right in all that can be seen in it. */
interface Examined {
  readonly jwkThumbprint: string;
  readonly jti: string;
  /** When the proof would be refused for its age, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

function refuse(fault: DpopProofFault): DpopProofRefused {
  return { valid: false, error: errorOf(fault), reason: DPOP_PROOF_FAULTS[fault] };
}

/** RFC 9449, section 4.3, checks 8 and 9. */
function findTargetFault({ htm, htu }: ProofClaims, method: string, uri: string): DpopProofFault | undefined {
  if (htm !== method) return 'wrong_method';
  const target = normalizeTargetUri(uri);
  if (target === undefined) return 'unreadable_request_uri';
  return normalizeTargetUri(htu) === target ? undefined : 'wrong_uri';
}

/** RFC 9449, section 4.3, check 10, and section 9. */
function findNonceFault({ nonce }: ProofClaims, nonces: DpopNonces | undefined): DpopProofFault | undefined {
  if (nonces === undefined) return undefined;
  if (nonce === undefined) return 'nonce_missing';
  return nonces.accepts(nonce) ? undefined : 'nonce_not_accepted';
}

/** RFC 9449, section 4.3, check 11; RFC 7519, sections 4.1.4 and 4.1.5. All times in milliseconds. */
function findTimeFault(
  { iat, exp, nbf }: ProofClaims,
  now: number,
  clockTolerance: number,
  window: number,
): DpopProofFault | undefined {
  const begin = Math.max(iat, nbf ?? iat) * 1000 - clockTolerance;
  const end = Math.min(iat * 1000 + window, exp === undefined ? Infinity : exp * 1000 + clockTolerance);
  // Written so that a clock without a time accepts nothing.
  if (!(now >= begin)) return 'issued_in_future';
  return now < end ? undefined : 'expired';
}

/** RFC 9449, section 4.3, check 12, first half. */
function findTokenFault(
  { ath }: ProofClaims,
  { accessToken, tokenDigest }: DpopProofQuestion,
): DpopProofFault | undefined {
  if (ath === undefined) return 'ath_missing';
  const expected = tokenDigest ?? hash('sha256', accessToken, 'base64url');
  return equalInConstantTime(ath, expected) ? undefined : 'wrong_token';
}
