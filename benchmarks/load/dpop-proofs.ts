import { createHash, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';

/** What proofs are made with, and for (RFC 9449, section 4.2). */
export interface ProofFacts {
  readonly privateKey: KeyObject;
  readonly publicJwk: JsonWebKey;
  readonly accessToken: string;
  readonly method: string;
  readonly uri: string;
}

/** ES256 proofs of this moment, no two the same. */
export function makeProofs(
  amount: number,
  { privateKey, publicJwk, accessToken, method, uri }: ProofFacts,
): string[] {
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk });
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  return Array.from({ length: amount }, () => {
    const iat = Math.floor(Date.now() / 1000);
    const signingInput = `${header}.${encode({ jti: randomUUID(), htm: method, htu: uri, iat, ath })}`;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signingInput}.${sign('sha256', Buffer.from(signingInput), key).toString('base64url')}`;
  });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
