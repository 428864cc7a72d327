import { constants, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { JWK } from 'jose';

/** JOSE names. */
export const SIGNATURE_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'PS512', 'RS256'] as const;

type Algorithm = (typeof SIGNATURE_ALGORITHMS)[number];

const DIGESTS: Record<Algorithm, string | undefined> = {
  ES256: 'sha256',
  ES384: 'sha384',
  EdDSA: undefined,
  PS256: 'sha256',
  PS512: 'sha512',
  RS256: 'sha256',
};

/** A request to a protected resource, as a resource server describes it to Authlete. */
export interface DescribedRequest {
  readonly htm: string;
  readonly targetUri: string;
  /** Name and value, in their order. */
  readonly headers: readonly (readonly [string, string])[];
}

/** What a signature says, as its text in `Signature-Input`. */
export interface SignatureText {
  readonly covered?: readonly string[];
  /** From the first semicolon on. */
  readonly parameters: string;
}

/** A client that signs its requests (RFC 9421 section 3.1), wrongly as well. */
export interface SigningClient {
  /** What it registers. */
  readonly jwk: JWK;
  /** The parameters of `/auth/introspection` and `/auth/userinfo` that tell about the request and its signature. */
  signed(request: DescribedRequest, signature: SignatureText): object;
}

export const COVERED: readonly string[] = ['@method', '@target-uri', 'authorization'];

export function createSigningClient(algorithm: Algorithm, kid: string): SigningClient {
  const { privateKey, publicKey } = generatePair(algorithm);
  const jwk = { ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg: algorithm };
  return {
    jwk,
    signed({ htm, targetUri, headers }, { covered = COVERED, parameters }) {
      const input = `(${covered.map((name) => `"${name}"`).join(' ')})${parameters}`;
      const values = new Map([['@method', htm], ['@target-uri', targetUri], ...headers]);
      const base = [
        ...covered.map((name) => `"${name}": ${values.get(name)}`),
        `"@signature-params": ${input}`,
      ].join('\n');
      const signature = signText(base, privateKey, algorithm).toString('base64');
      const fields = [...headers, ['signature-input', `a=${input}`], ['signature', `a=:${signature}:`]];
      return { htm, targetUri, headers: fields.map(([key, value]) => ({ key, value })) };
    },
  };
}

function generatePair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
    default:
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
  }
}

function signText(text: string, key: KeyObject, algorithm: Algorithm): Buffer {
  const padding = algorithm.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return sign(DIGESTS[algorithm], Buffer.from(text), { key, dsaEncoding: 'ieee-p1363', ...padding });
}
