import { constants, type KeyObject, verify } from 'node:crypto';

/** The JWS algorithms that a proof can be signed with here: all asymmetric (RFC 9449, section 4.2, `alg`). */
export type DpopAlgorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'EdDSA'
  | 'Ed25519';

/** What proofs may be signed with unless somebody says otherwise. */
export const DEFAULT_DPOP_ALGORITHMS: readonly DpopAlgorithm[] = Object.freeze([
  'ES256',
  'ES384',
  'PS256',
  'RS256',
  'EdDSA',
  'Ed25519',
]);

/** What an algorithm asks of its key: the curve, or RSA. */
export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'RSA';

/** One row of the table of algorithms. */
export interface SignatureAlgorithm {
  readonly keyKind: KeyKind;
  /** Answers `false` for whatever is not the signature, whatever its length. */
  readonly verify: (signingInput: string, key: KeyObject, signature: Buffer) => boolean;
}

const ALGORITHMS: ReadonlyMap<unknown, SignatureAlgorithm> = new Map<DpopAlgorithm, SignatureAlgorithm>([
  ['ES256', ecdsa('P-256', 'sha256')],
  ['ES384', ecdsa('P-384', 'sha384')],
  ['ES512', ecdsa('P-521', 'sha512')],
  ['PS256', rsaPss('sha256')],
  ['PS384', rsaPss('sha384')],
  ['PS512', rsaPss('sha512')],
  ['RS256', rsaPkcs1('sha256')],
  ['RS384', rsaPkcs1('sha384')],
  ['RS512', rsaPkcs1('sha512')],
  // The older name of the same thing (RFC 9864, section 2.2); Ed448, which it also covers, is not served.
  ['EdDSA', ed25519()],
  ['Ed25519', ed25519()],
]);

/** @returns `undefined` for names that no row has, symmetric algorithms and `none` among them */
export function findSignatureAlgorithm(name: unknown): SignatureAlgorithm | undefined {
  return ALGORITHMS.get(name);
}

/** RFC 7518, section 3.4: the two numbers side by side, not in DER. */
function ecdsa(keyKind: KeyKind, digest: string): SignatureAlgorithm {
  return {
    keyKind,
    verify: (signingInput, key, signature) =>
      verify(digest, Buffer.from(signingInput, 'latin1'), { key, dsaEncoding: 'ieee-p1363' }, signature),
  };
}

/** RFC 7518, section 3.5: the salt is as long as the digest. */
function rsaPss(digest: string): SignatureAlgorithm {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return {
    keyKind: 'RSA',
    verify: (signingInput, key, signature) =>
      verify(digest, Buffer.from(signingInput, 'latin1'), { key, padding, saltLength }, signature),
  };
}

/** RFC 7518, section 3.3. */
function rsaPkcs1(digest: string): SignatureAlgorithm {
  const padding = constants.RSA_PKCS1_PADDING;
  return {
    keyKind: 'RSA',
    verify: (signingInput, key, signature) =>
      verify(digest, Buffer.from(signingInput, 'latin1'), { key, padding }, signature),
  };
}

/** RFC 8037, section 3.1. */
function ed25519(): SignatureAlgorithm {
  return {
    keyKind: 'Ed25519',
    verify: (signingInput, key, signature) =>
      verify(undefined, Buffer.from(signingInput, 'latin1'), key, signature),
  };
}
