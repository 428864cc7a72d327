import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';

export const ISSUER = 'https://idp.example.com/123456789/';
export const AUDIENCE = 'https://sp.example.com/caep';
export const KID = 'key-1';

/** The moment at which these tests happen, in milliseconds since the epoch. */
export const NOW: number = Date.UTC(2026, 10, 23, 14, 45, 2, 345);

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';
export const SESSION_REVOKED: string = `${CAEP}/session-revoked`;
export const CREDENTIAL_CHANGE: string = `${CAEP}/credential-change`;
export const TOKEN_CLAIMS_CHANGE: string = `${CAEP}/token-claims-change`;
export const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification';

export const KEY: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export type Members = Readonly<Record<string, unknown>>;

/** The public key of a transmitter, as it publishes it. */
export function publicJwk(key: KeyObject = KEY, kid: string = KID): JsonWebKey {
  const { d: _private, ...jwk } = key.export({ format: 'jwk' });
  return { ...jwk, kid };
}

/** What a session-revoked of CAEP 1.0, section 3.1.1, says, with other claims in place of these. */
export function claims(others: Members = {}): Members {
  return {
    iss: ISSUER,
    jti: '24c63fb56e5a2d77a6b512616ca9fa24',
    iat: Math.floor(NOW / 1000),
    aud: AUDIENCE,
    txn: '8675309',
    sub_id: { format: 'iss_sub', iss: ISSUER, sub: '1' },
    events: { [SESSION_REVOKED]: { event_timestamp: Math.floor(NOW / 1000) - 168 } },
    ...others,
  };
}

/** Signs whatever it is told to say; a member that is `undefined` is left out. */
export async function sign(
  payload: Members | string,
  header: Members = {},
  key: KeyObject = KEY,
): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return new CompactSign(Buffer.from(text))
    .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: KID, ...header })
    .sign(key);
}

/** A JWT whose signature is none of anybody. */
export function unsigned(payload: Members, header: Members, signature = ''): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode(payload)}.${signature}`;
}
