import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { decodeBase64url } from './base64url.ts';
import { isForeignObject } from '../../foreign-object.ts';
import type { KeyKind } from './dpop-algorithm.ts';

/** A public key as its sender wrote it, well-formed; only `importPublicJwk` finds out whether it is a key. */
export interface PublicJwk {
  readonly kind: KeyKind;
  /** The members that make the key, sorted by name, and no others (RFC 7638, section 3.2). */
  readonly members: Readonly<Record<string, string>>;
}

/** Why no public key could be read. */
export type PublicJwkFault = 'private_key' | 'malformed_key' | 'weak_key';

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2: what only the owner may have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** RFC 7518, sections 6.2.1.2 and 6.2.1.3: coordinates are as long as the field, in bytes. */
const EC_COORDINATE_LENGTHS = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const;

const ED25519_KEY_LENGTH = 32;

/** In bits. The lower limit is that of RFC 7518, section 3.3; the upper one bounds what a stranger's key can cost. */
const RSA_MODULUS_BITS = { minimum: 2048, maximum: 8192 } as const;

/** In bytes: every exponent in use fits, and long ones would make a verification expensive. */
const RSA_LONGEST_EXPONENT = 4;

/** Reads the public key of a `jwk` header parameter (RFC 7517); members that do not make the key are ignored. */
export function readPublicJwk(value: unknown): PublicJwk | PublicJwkFault {
  if (!isForeignObject(value)) return 'malformed_key';
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(value, member))) return 'private_key';
  const { kty, crv } = value;
  if (kty === 'EC' && (crv === 'P-256' || crv === 'P-384' || crv === 'P-521')) {
    const { x, y } = value;
    const length = EC_COORDINATE_LENGTHS[crv];
    if (!isEncoded(x, length) || !isEncoded(y, length)) return 'malformed_key';
    return { kind: crv, members: { crv, kty, x, y } };
  }
  if (kty === 'OKP' && crv === 'Ed25519') {
    const { x } = value;
    if (!isEncoded(x, ED25519_KEY_LENGTH)) return 'malformed_key';
    return { kind: crv, members: { crv, kty, x } };
  }
  if (kty === 'RSA') return readRsaJwk(value.n, value.e);
  return 'malformed_key';
}

/** The key's SHA-256 thumbprint, base64url (RFC 7638): what `cnf.jkt` of a bound token holds (RFC 9449, section 6.1). */
export function thumbprintOf(jwk: PublicJwk): string {
  return hash('sha256', JSON.stringify(jwk.members), 'base64url');
}

/** @returns `undefined` where the members are no key, such as a point that is not on the curve */
export function importPublicJwk(jwk: PublicJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk.members, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function readRsaJwk(n: unknown, e: unknown): PublicJwk | PublicJwkFault {
  if (typeof n !== 'string' || typeof e !== 'string') return 'malformed_key';
  const modulus = decodeUnsigned(n);
  const exponent = decodeUnsigned(e);
  if (modulus === undefined || exponent === undefined) return 'malformed_key';
  const bits = bitLengthOf(modulus);
  if (bits > RSA_MODULUS_BITS.maximum || exponent.length > RSA_LONGEST_EXPONENT) return 'malformed_key';
  if (bits < RSA_MODULUS_BITS.minimum || !isUsableExponent(exponent)) return 'weak_key';
  return { kind: 'RSA', members: { e, kty: 'RSA', n } };
}

/** With an exponent of 1, everything is its own signature. */
function isUsableExponent(exponent: Buffer): boolean {
  const value = exponent.readUIntBE(0, exponent.length);
  return value >= 3 && value % 2 === 1;
}

/** RFC 7518, section 2, Base64urlUInt: the fewest bytes that hold the number, so that one key has one thumbprint. */
function decodeUnsigned(text: string): Buffer | undefined {
  const bytes = decodeBase64url(text);
  return bytes === undefined || bytes.length === 0 || bytes[0] === 0 ? undefined : bytes;
}

function bitLengthOf(bytes: Buffer): number {
  return bytes.length * 8 - (Math.clz32(bytes[0] ?? 0) - 24);
}

function isEncoded(value: unknown, length: number): value is string {
  return typeof value === 'string' && decodeBase64url(value)?.length === length;
}
