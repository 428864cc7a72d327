import { constants, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject, SignKeyObjectInput } from 'node:crypto';

import type { JWK } from 'jose';

/** One way to sign (RFC 9421 section 3.3). */
interface SignatureAlgorithm {
  /** In the registry of RFC 9421 section 6.2.2; PS256 is there under its JOSE name only (section 3.3.7). */
  readonly name?: string;
  /** The JOSE names that a key can be restricted to by its `alg`. */
  readonly jose: readonly string[];
  readonly kty: string;
  readonly crv?: string;
  readonly digest?: string;
  readonly options?: Omit<SignKeyObjectInput, 'key'>;
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const RAW = { dsaEncoding: 'ieee-p1363' } as const;

const ALGORITHMS: readonly SignatureAlgorithm[] = [
  { name: 'ecdsa-p256-sha256', jose: ['ES256'], kty: 'EC', crv: 'P-256', digest: 'sha256', options: RAW },
  { name: 'ecdsa-p384-sha384', jose: ['ES384'], kty: 'EC', crv: 'P-384', digest: 'sha384', options: RAW },
  { name: 'ed25519', jose: ['EdDSA', 'Ed25519'], kty: 'OKP', crv: 'Ed25519' },
  { name: 'rsa-pss-sha512', jose: ['PS512'], kty: 'RSA', digest: 'sha512', options: PSS },
  { jose: ['PS256'], kty: 'RSA', digest: 'sha256', options: PSS },
  { name: 'rsa-v1_5-sha256', jose: ['RS256'], kty: 'RSA', digest: 'sha256' },
];

/**
 * Verifies a signature with whatever algorithm the key can be used with. The message may narrow the choice and cannot
 * widen it.
 *
 * @param name The `alg` parameter of the signature, if it has one.
 */
export function verifySignature(base: string, signature: Uint8Array, jwk: JWK, name: unknown): boolean {
  const candidates = ALGORITHMS.filter(
    (algorithm) =>
      algorithm.kty === jwk.kty &&
      algorithm.crv === jwk.crv &&
      (jwk.alg === undefined || algorithm.jose.includes(jwk.alg)) &&
      (name === undefined || algorithm.name === name),
  );
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return candidates.some(({ digest, options }) =>
    verify(digest, Buffer.from(base), { key, ...options }, signature),
  );
}

/** Signs with ECDSA over P-256, which is `ecdsa-p256-sha256`. */
export function signWithP256(base: string, key: KeyObject): Buffer {
  return sign('sha256', Buffer.from(base), { key, ...RAW });
}
