import { createPrivateKey, type JsonWebKey, KeyObject, sign } from 'node:crypto';
import type { JsonValue } from '../json-value.ts';

/** How to sign metadata (RFC 9728, section 2.2), so that clients can check it against somebody whom they trust. */
export interface MetadataSigningOptions {
  /**
   * The private key. Its kind determines the algorithm: P-256 signs with `ES256`, Ed25519 with `EdDSA`, RSA of 2048 bits and
   * more with `RS256`. A JWK may carry a `kid`.
   */
  readonly key: KeyObject | JsonWebKey;
  /** Who attests to the metadata: the `iss` claim. Default: the resource. */
  readonly issuer?: string | undefined;
  /** By which clients find the public key: the `kid` of the header. Default: the one of the JWK, or none. */
  readonly keyId?: string | undefined;
  /** The time in milliseconds since the epoch, for the `iat` claim. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** JWS algorithm and, for Node, the hash that goes with it. */
type Algorithm = readonly [name: 'ES256' | 'EdDSA' | 'RS256', hash: 'sha256' | null];

/**
 * The `signed_metadata` of a document: a JWT with the document's members as claims, besides `iss` and `iat`.
 *
 * @throws TypeError when the key cannot sign; the error holds nothing of the key
 */
export function signMetadata(
  document: Readonly<Record<string, JsonValue>>,
  issuer: string,
  options: MetadataSigningOptions,
): string {
  const key = readPrivateKey(options.key);
  const [alg, hash] = algorithmOf(key);
  const { kid } = options.key instanceof KeyObject ? {} : options.key;
  const header = { alg, kid: options.keyId ?? kid };
  const claims = {
    ...document,
    iss: options.issuer ?? issuer,
    iat: Math.floor((options.now ?? Date.now)() / 1000),
  };
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function readPrivateKey(key: KeyObject | JsonWebKey): KeyObject {
  if (key instanceof KeyObject) return key;
  try {
    return createPrivateKey({ key, format: 'jwk' });
  } catch {
    // Without the cause, which might show parts of the key.
    throw new TypeError('signing.key: the JWK is not a private key');
  }
}

function algorithmOf(key: KeyObject): Algorithm {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = key;
  if (key.type === 'private') {
    if (asymmetricKeyType === 'ed25519') return ['EdDSA', null];
    if (asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return ['ES256', 'sha256'];
    if (asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return ['RS256', 'sha256'];
  }
  throw new TypeError('signing.key: a private key is expected: P-256, Ed25519, or RSA of at least 2048 bits');
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
