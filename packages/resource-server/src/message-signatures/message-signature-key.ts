import { createPrivateKey, createPublicKey, type JsonWebKey, KeyObject } from 'node:crypto';
import { type PublicJwk, readPublicJwk, thumbprintOf } from '../binding/dpop/public-jwk.ts';
import {
  findSchemeByAlgorithm,
  findSchemeByJoseName,
  findSchemeByKeyKind,
  type MessageSignatureAlgorithm,
  type SignatureScheme,
} from './message-signature-algorithm.ts';

/** A key, and how it is used. */
export interface MessageSignatureKeyOptions {
  /** P-256, P-384, Ed25519, or RSA of at least 2048 bits. */
  readonly key: KeyObject | JsonWebKey;
  /**
   * The only algorithm that the key is used with; a message cannot choose another. Default: that of the JWK's `alg`, or else the
   * one that belongs to the curve, and for RSA `rsa-pss-sha512`.
   */
  readonly algorithm?: MessageSignatureAlgorithm | undefined;
  /** The `keyid` of signatures, and the `kid` in a key set. Default: the JWK's `kid`, or else the key's thumbprint (RFC 7638). */
  readonly keyId?: string | undefined;
}

/** A key that was checked, ready for use. */
export interface MessageSignatureKey {
  readonly key: KeyObject;
  readonly keyId: string;
  readonly algorithm: MessageSignatureAlgorithm;
}

/** A checked key together with its scheme and its public half. */
export interface DescribedKey {
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  /** Holds the public members, and no others. */
  readonly jwk: PublicJwk;
  readonly keyId: string;
  readonly scheme: SignatureScheme;
}

const PRINTABLE_ASCII = /^[ -~]+$/;

/**
 * Prepares a key for the verification of signatures; of a private key, its public half.
 *
 * @throws TypeError when the key is of no use for that; the error holds nothing of the key
 */
export function createVerificationKey(options: MessageSignatureKeyOptions): MessageSignatureKey {
  const { publicKey, keyId, scheme } = describeKey(options);
  return Object.freeze({ key: publicKey, keyId, algorithm: scheme.algorithm });
}

/** @throws TypeError naming the option that is wrong; the error holds nothing of the key */
export function describeKey(options: MessageSignatureKeyOptions): DescribedKey {
  const { key, publicKey, jwk } = importKey(options.key);
  const { alg, kid, use } = options.key instanceof KeyObject ? {} : options.key;
  if (use !== undefined && use !== 'sig') throw new TypeError('options.key: the JWK is not for signatures');
  const scheme = chooseScheme(jwk, alg, options.algorithm);
  const keyId = options.keyId ?? kid ?? thumbprintOf(jwk);
  if (typeof keyId !== 'string' || !PRINTABLE_ASCII.test(keyId)) {
    throw new TypeError('options.keyId: printable ASCII characters are expected');
  }
  return { key, publicKey, jwk, keyId, scheme };
}

function importKey(source: KeyObject | JsonWebKey): Pick<DescribedKey, 'key' | 'publicKey' | 'jwk'> {
  try {
    const key = source instanceof KeyObject ? source : importJwk(source);
    const publicKey = key.type === 'public' ? key : createPublicKey(key);
    const jwk = readPublicJwk(publicKey.export({ format: 'jwk' }));
    if (typeof jwk !== 'string') return { key, publicKey, jwk };
  } catch {
    // Without the cause, which might show parts of the key.
  }
  throw new TypeError('options.key: a P-256, P-384, Ed25519 or RSA key of at least 2048 bits is expected');
}

function importJwk(jwk: JsonWebKey): KeyObject {
  return jwk.d === undefined
    ? createPublicKey({ key: jwk, format: 'jwk' })
    : createPrivateKey({ key: jwk, format: 'jwk' });
}

function chooseScheme(
  { kind }: PublicJwk,
  alg: unknown,
  algorithm: MessageSignatureAlgorithm | undefined,
): SignatureScheme {
  const byJwk = typeof alg === 'string' ? findSchemeByJoseName(alg) : undefined;
  if (alg !== undefined && byJwk === undefined) {
    throw new TypeError('options.key: alg names no algorithm for message signatures');
  }
  const byOption = algorithm === undefined ? undefined : findSchemeByAlgorithm(algorithm);
  const scheme = algorithm === undefined ? (byJwk ?? findSchemeByKeyKind(kind)) : byOption;
  if (scheme?.keyKind !== kind || (byJwk !== undefined && byJwk !== scheme)) {
    throw new TypeError('options.algorithm: it is not an algorithm for that key');
  }
  return scheme;
}
