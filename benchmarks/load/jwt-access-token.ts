import { generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';

export const JWT_ISSUER = 'https://as.example.com/';
export const JWT_AUDIENCE = 'https://api.example.com';

/**
 * An access token that tells what it is worth itself (RFC 9068), and the key set that it is verified with. Under RS256, which
 * is usual, and the fastest to verify.
 */
export function makeJwtAccessToken(): {
  readonly token: string;
  readonly jwks: { readonly keys: JsonWebKey[] };
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: 'at+jwt', alg: 'RS256', kid: '1' };
  const claims = {
    iss: JWT_ISSUER,
    aud: JWT_AUDIENCE,
    sub: '1',
    client_id: '26478243745571',
    scope: 'openid profile email',
    jti: randomUUID(),
    iat: now,
    exp: now + 3600,
  };
  const signingInput = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(signingInput), privateKey);
  return {
    token: `${signingInput}.${signature.toString('base64url')}`,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] },
  };
}
