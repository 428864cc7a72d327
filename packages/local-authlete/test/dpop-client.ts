import { createHash, randomUUID } from 'node:crypto';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** A client that makes DPoP proofs (RFC 9449 section 4.2), wrong ones as well. */
export interface DpopClient {
  readonly thumbprint: string;
  readonly privateJwk: JWK;
  prove(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export async function createDpopClient(): Promise<DpopClient> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    privateJwk: await exportJWK(pair.privateKey),
    prove: async (claims, header) => sign(pair.privateKey, jwk, claims, header),
  };
}

/** The hash of a token that a proof carries. */
export function ath(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

async function sign(
  key: CryptoKey,
  jwk: JWK,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const payload = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header })
    .sign(key);
}
