import assert from 'node:assert/strict';
import { createLocalAuthlete } from '../packages/local-authlete/src/index.ts';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
} from '../packages/resource-server/src/authlete/index.ts';
import {
  createDpopNonces,
  createDpopProofVerifier,
  createResourceServer,
  createTrustBoundary,
  type ResourceServer,
} from '../packages/resource-server/src/index.ts';
import { accessToken } from '../packages/resource-server/test/access-tokens.ts';
import { InMemoryTokenSource } from '../packages/resource-server/test/token-sources/in-memory-token-source.ts';

export interface BothVerificationsOptions {
  /** The one token that there is. */
  readonly token: string;
  /** The key that it is bound to. */
  readonly jwkThumbprint: string;
  readonly asksForNonces: boolean;
  /** Where clients reach each of the servers. */
  readonly publicUrls: Readonly<Record<Verification, string>>;
  readonly now: () => number;
}

/** DPoP proofs are verified by the library, or passed on to an Authlete. */
export type Verification = 'verified here' | 'passed on';

/** Two resource servers that require DPoP for the same token, and differ in who verifies the proofs. */
export interface BothVerifications {
  readonly servers: Readonly<Record<Verification, ResourceServer>>;
  close(): Promise<void>;
}

export async function startBothVerifications(options: BothVerificationsOptions): Promise<BothVerifications> {
  const { token, jwkThumbprint, asksForNonces, publicUrls, now } = options;
  const localAuthlete = await createLocalAuthlete({ port: 0, now, dpopNonceRequired: asksForNonces });
  const { url: baseUrl, serviceId, serviceAccessToken } = localAuthlete;
  const response = await fetch(`${baseUrl}/api/${serviceId}/auth/token/create`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      grantType: 'AUTHORIZATION_CODE',
      clientId: 1001,
      subject: '1',
      accessToken: token,
      dpopKeyThumbprint: jwkThumbprint,
    }),
  });
  assert.equal(((await response.json()) as { readonly action: string }).action, 'OK');

  const client = createAuthleteClient({ apiVersion: 'V3', baseUrl, serviceId, serviceAccessToken });
  const nonces = createDpopNonces({ secret: 's'.repeat(32), now });
  const common = (publicUrl: string) =>
    ({ audience: null, dpop: 'require', trustBoundary: createTrustBoundary({ publicUrl }), now }) as const;
  return {
    servers: {
      'verified here': createResourceServer({
        ...common(publicUrls['verified here']),
        tokenSource: new InMemoryTokenSource({
          [token]: { state: 'active', token: accessToken({ jwkThumbprint }) },
        }),
        proofVerifier: createDpopProofVerifier({ now, ...(asksForNonces && { nonces }) }),
      }),
      'passed on': createResourceServer({
        ...common(publicUrls['passed on']),
        tokenSource: createAuthleteTokenSource(client, { now }),
      }),
    },
    async close() {
      await client.close();
      await localAuthlete.close();
    },
  };
}
