import { generateKeyPairSync } from 'node:crypto';
import { createTestCertificate } from '../apps/server/test/protection/test-certificate.ts';
import { BEARER_TOKEN, CERTIFICATE_TOKEN, DPOP_TOKEN } from './authority/answers.ts';
import { makeJwtAccessToken } from './load/jwt-access-token.ts';
import type { LoadCredentials } from './load/load-order.ts';

/** The address that DPoP proofs are for. */
export const PUBLIC_URL = 'https://api.example.com';

/** What is made anew for each run: keys, a certificate, and what is presented with them. */
export interface Material {
  readonly bearer: LoadCredentials;
  readonly certificate: LoadCredentials;
  readonly dpop: LoadCredentials;
  readonly jwt: LoadCredentials;
  /** What the authority must know of it. */
  readonly authorityEnvironment: Readonly<Record<string, string>>;
  /** The same for an authority that speaks TLS. */
  readonly tlsEnvironment: Readonly<Record<string, string>>;
}

export function makeMaterial(): Material {
  const { cert, thumbprint } = createTestCertificate('client');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { token, jwks } = makeJwtAccessToken();
  const authority = createTestCertificate('authority');
  const der = cert.replaceAll(/-----.*-----|\n/g, '');
  return {
    bearer: { kind: 'bearer', token: BEARER_TOKEN },
    certificate: { kind: 'certificate', token: CERTIFICATE_TOKEN, header: `Client-Cert: :${der}:` },
    dpop: {
      kind: 'dpop',
      token: DPOP_TOKEN,
      privateJwk: privateKey.export({ format: 'jwk' }),
      uri: `${PUBLIC_URL}/api/time`,
    },
    jwt: { kind: 'bearer', token },
    authorityEnvironment: { CERTIFICATE_THUMBPRINT: thumbprint, JWKS: JSON.stringify(jwks) },
    tlsEnvironment: { TLS_KEY: authority.key, TLS_CERTIFICATE: authority.cert },
  };
}
