import { constants, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyKind } from '../binding/dpop/dpop-algorithm.ts';

/**
 * A signature algorithm by its name in the registry of RFC 9421, section 6.2.2; `PS256`, which has no name there, by its JOSE
 * name (RFC 9421, section 3.3.7). `rsa-v1_5-sha256` is verified, but nothing is signed with it.
 */
export type MessageSignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'ed25519'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256'
  | 'PS256';

/** One row of the table of algorithms. */
export interface SignatureScheme {
  readonly algorithm: MessageSignatureAlgorithm;
  readonly keyKind: KeyKind;
  /** The name that a JWK has for it (RFC 7517, section 4.4). */
  readonly joseName: string;
  readonly canSign: boolean;
  readonly sign: (base: Buffer, key: KeyObject) => Buffer;
  /** Answers `false` for whatever is not the signature, whatever its length. */
  readonly verify: (base: Buffer, key: KeyObject, signature: Buffer) => boolean;
}

type SchemeParameters = Readonly<{ digest: string | null; canSign?: boolean }> &
  Readonly<{ dsaEncoding?: 'ieee-p1363'; padding?: number; saltLength?: number }>;

const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
} as const;

/** The first row for a kind of key is the one that is meant where nothing names an algorithm. */
const SCHEMES: readonly SignatureScheme[] = [
  // RFC 9421, sections 3.3.4 and 3.3.5: the two numbers side by side, not in DER.
  scheme('ecdsa-p256-sha256', 'P-256', 'ES256', { digest: 'sha256', dsaEncoding: 'ieee-p1363' }),
  scheme('ecdsa-p384-sha384', 'P-384', 'ES384', { digest: 'sha384', dsaEncoding: 'ieee-p1363' }),
  // RFC 9421, section 3.3.6.
  scheme('ed25519', 'Ed25519', 'EdDSA', { digest: null }),
  // RFC 9421, section 3.3.1: the salt is as long as the digest.
  scheme('rsa-pss-sha512', 'RSA', 'PS512', { digest: 'sha512', ...PSS }),
  // RFC 7518, section 3.5.
  scheme('PS256', 'RSA', 'PS256', { digest: 'sha256', ...PSS }),
  // RFC 9421, section 3.3.2, which advises against it for new signatures.
  scheme('rsa-v1_5-sha256', 'RSA', 'RS256', {
    digest: 'sha256',
    padding: constants.RSA_PKCS1_PADDING,
    canSign: false,
  }),
];

export function findSchemeByAlgorithm(algorithm: MessageSignatureAlgorithm): SignatureScheme | undefined {
  return SCHEMES.find((scheme) => scheme.algorithm === algorithm);
}

/** @param joseName also `Ed25519`, the newer name of `EdDSA` with that curve (RFC 9864, section 2.2) */
export function findSchemeByJoseName(joseName: string): SignatureScheme | undefined {
  const name = joseName === 'Ed25519' ? 'EdDSA' : joseName;
  return SCHEMES.find((scheme) => scheme.joseName === name);
}

export function findSchemeByKeyKind(keyKind: KeyKind): SignatureScheme | undefined {
  return SCHEMES.find((scheme) => scheme.keyKind === keyKind);
}

function scheme(
  algorithm: MessageSignatureAlgorithm,
  keyKind: KeyKind,
  joseName: string,
  { digest, canSign = true, ...how }: SchemeParameters,
): SignatureScheme {
  return Object.freeze({
    algorithm,
    keyKind,
    joseName,
    canSign,
    sign: (base: Buffer, key: KeyObject) => sign(digest, base, { key, ...how }),
    verify: (base: Buffer, key: KeyObject, signature: Buffer) =>
      verify(digest, base, { key, ...how }, signature),
  });
}
