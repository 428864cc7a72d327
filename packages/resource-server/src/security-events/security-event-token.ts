import { compactVerify } from 'jose';
import { readCompactJws } from '../binding/dpop/compact-jws.ts';
import { type ForeignObject, isForeignObject } from '../foreign-object.ts';
import type { DeliveryFault } from './delivery-fault.ts';
import type { KeyFinder } from './security-event-keys.ts';

/** What a verified security event token says (RFC 8417, section 2.2). */
export interface SecurityEventToken {
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  /** The subject of all its events (RFC 8417, section 2.2, and RFC 9493, section 4.1); drafts of CAEP have one in each event. */
  readonly subId: unknown;
  /** By event type; together they tell of one thing that happened. */
  readonly events: ReadonlyMap<string, ForeignObject>;
}

/** What a token is held against. */
export interface TokenExpectations {
  readonly issuer: string;
  /** Of which one must be in `aud`. */
  readonly audience: readonly string[];
  readonly findKey: KeyFinder;
  /** How long ago the token may have been issued, in seconds. */
  readonly maximumAge: number;
  /** By how much the clock of the issuer may be ahead, in seconds. */
  readonly clockTolerance: number;
}

/** All are asymmetric: with a shared key everybody who can verify could sign, and with `none` just everybody. */
const ALGORITHMS: ReadonlySet<string> = new Set([
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
]);

/** RFC 8417, section 2.3, in the forms that RFC 7515, section 4.1.9, allows. */
const TYPE = /^(?:application\/)?secevent\+jwt$/i;

/** One thing happened, in as many words as there are vocabularies for it. */
const MOST_EVENTS = 10;

/** Of a `jti`, and of the name of an event type. */
const LONGEST_NAME = 1000;

/**
 * Verifies a security event token (RFC 8417; OpenID Shared Signals Framework 1.0, section 4). The type keeps other JWTs of the same issuer
 * out, access tokens and ID tokens among them (RFC 8417, section 4).
 *
 * Not checked: whether it came before. Rejects only where the keys cannot be had.
 *
 * @param now milliseconds since the epoch
 */
export async function verifySecurityEventToken(
  text: string,
  expectations: TokenExpectations,
  now: number,
): Promise<SecurityEventToken | DeliveryFault> {
  const jws = readCompactJws(text);
  if (jws === undefined) return 'malformed';
  const { typ, crit, alg, kid } = jws.header;
  if (typeof typ !== 'string' || !TYPE.test(typ)) return 'wrong_type';
  if (crit !== undefined) return 'critical_extension';
  if (typeof alg !== 'string' || !ALGORITHMS.has(alg)) return 'algorithm_not_accepted';

  const key = await expectations.findKey({ alg, ...(typeof kid === 'string' && { kid }) });
  if (key === undefined) return 'unknown_key';
  try {
    await compactVerify(text, key, { algorithms: [alg] });
  } catch {
    return 'wrong_signature';
  }
  return readClaims(jws.claims, expectations, now);
}

function readClaims(
  claims: ForeignObject,
  { issuer, audience, maximumAge, clockTolerance }: TokenExpectations,
  now: number,
): SecurityEventToken | DeliveryFault {
  const { iss, aud, jti, iat, exp, events, sub_id: subId } = claims;
  if (iss !== issuer) return 'wrong_issuer';
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audience.some((one) => named.includes(one))) return 'wrong_audience';
  if (exp !== undefined) return 'with_expiry';
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_NAME) return 'malformed_claims';
  if (typeof iat !== 'number' || !isForeignObject(events)) return 'malformed_claims';
  if (iat > now / 1000 + clockTolerance) return 'from_the_future';
  if (iat < now / 1000 - maximumAge) return 'too_old';
  const known = readEvents(events);
  return known === undefined ? 'malformed_claims' : { jti, iat, subId, events: known };
}

function readEvents(events: ForeignObject): ReadonlyMap<string, ForeignObject> | undefined {
  const known = new Map<string, ForeignObject>();
  for (const [type, payload] of Object.entries(events)) {
    if (!isForeignObject(payload) || type.length > LONGEST_NAME) return undefined;
    known.set(type, payload);
  }
  return known.size > 0 && known.size <= MOST_EVENTS ? known : undefined;
}
