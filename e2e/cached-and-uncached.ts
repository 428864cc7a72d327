import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { calculateJwkThumbprint } from 'jose';
import { createLocalAuthlete, type LocalAuthlete } from '../packages/local-authlete/src/index.ts';
import {
  createAuthleteClient,
  createAuthleteRevocationAuthority,
  createAuthleteTokenSource,
} from '../packages/resource-server/src/authlete/index.ts';
import {
  type CachingOptions,
  createCachingTokenSource,
  createDpopProofVerifier,
  createMemoryReplicaStore,
  createResourceServer,
  createRevocations,
  createTrustBoundary,
  type Decision,
  type Policy,
  type ResourceServer,
  type Revocations,
} from '../packages/resource-server/src/index.ts';
import {
  RFC_8705_PEM,
  RFC_8705_THUMBPRINT,
  base64Of,
  RFC_9440_HEADER,
} from '../packages/resource-server/test/binding/client-certificate/certificates.ts';
import {
  createEcKey,
  makeProof,
  type ProofKey,
} from '../packages/resource-server/test/binding/dpop/proof-maker.ts';
import { requestOf } from '../packages/resource-server/test/requests.ts';

export const START: number = Date.parse('2026-11-24T00:00:00Z');
const PUBLIC_URL = 'https://api.example.com';

export const KEYS: Readonly<Record<'mine' | 'another', ProofKey>> = {
  mine: createEcKey(),
  another: createEcKey(),
};
/** What a token can be bound to, in Authlete's words. */
export const MY_KEY: { readonly dpopKeyThumbprint: string } = {
  dpopKeyThumbprint: await calculateJwkThumbprint(KEYS.mine.jwk),
};
export const MY_CERTIFICATE: { readonly certificateThumbprint: string } = {
  certificateThumbprint: RFC_8705_THUMBPRINT,
};

const CERTIFICATES = {
  mine: `:${base64Of(RFC_8705_PEM)}:`,
  another: RFC_9440_HEADER,
  malformed: ':AAAA:',
} as const;

/** One request to a protected resource. */
export interface Attempt {
  readonly policy?: Policy;
  /** Presents the token with a DPoP proof of this key. */
  readonly proofOf?: 'mine' | 'another';
  /** What the proof claims to be made for. */
  readonly proofMethod?: 'GET' | 'POST';
  readonly certificate?: 'mine' | 'another' | 'malformed';
}

/** All that the client can tell one answer from another by, and the facts that a handler is given. */
export type Outcome =
  | { readonly granted: true; readonly token: unknown; readonly headers: unknown }
  | { readonly granted: false; readonly status: number; readonly headers: unknown; readonly body: string };

/** The same resource server twice, in front of the same Authlete: one that keeps facts, and one that asks every time. */
export class CachedAndUncached {
  readonly authlete: LocalAuthlete;
  readonly clock: { now: number };
  /** What was revoked at both of them. */
  readonly revocations: Revocations;
  readonly #servers: Readonly<Record<'cached' | 'uncached', ResourceServer>>;

  private constructor(
    authlete: LocalAuthlete,
    clock: { now: number },
    revocations: Revocations,
    servers: Readonly<Record<'cached' | 'uncached', ResourceServer>>,
  ) {
    this.authlete = authlete;
    this.clock = clock;
    this.revocations = revocations;
    this.#servers = servers;
  }

  static async start(t: TestContext, options: Partial<CachingOptions> = {}): Promise<CachedAndUncached> {
    const clock = { now: START };
    const now = (): number => clock.now;
    const authlete = await createLocalAuthlete({ port: 0, now });
    t.after(() => authlete.close());
    const { url: baseUrl, serviceId, serviceAccessToken } = authlete;
    const client = createAuthleteClient({ apiVersion: 'V3', baseUrl, serviceId, serviceAccessToken });
    t.after(() => client.close());
    const source = createAuthleteTokenSource(client, { now });
    const revocations = createRevocations({
      store: createMemoryReplicaStore({ now }),
      authority: createAuthleteRevocationAuthority(client),
      now,
    });
    const common = () => ({
      revocations,
      audience: null,
      dpop: 'accept' as const,
      proofVerifier: createDpopProofVerifier({ now }),
      trustBoundary: createTrustBoundary({
        publicUrl: PUBLIC_URL,
        trustedProxies: ['10.0.0.1'],
        clientCertificate: { format: 'rfc9440' },
      }),
      now,
    });
    const caching = { ttl: 3600, inactiveTtl: 3600, now, ...options };
    return new CachedAndUncached(authlete, clock, revocations, {
      cached: createResourceServer({ ...common(), tokenSource: createCachingTokenSource(source, caching) }),
      uncached: createResourceServer({ ...common(), tokenSource: source }),
    });
  }

  /** Calls Authlete's API. */
  async call(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const { url, serviceId, serviceAccessToken } = this.authlete;
    const response = await fetch(`${url}/api/${serviceId}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Readonly<Record<string, unknown>>;
  }

  /** A token of the user 1 and the client 1001; members are those of `/auth/token/create`. */
  async issue(members: object = {}): Promise<string> {
    const common = { grantType: 'AUTHORIZATION_CODE', clientId: 1001, subject: '1', scopes: ['openid'] };
    const answer = await this.call('/auth/token/create', { ...common, ...members });
    assert.equal(answer['action'], 'OK', String(answer['resultMessage']));
    return String(answer['accessToken']);
  }

  /** Sends the same request to one of the servers; a proof is fresh each time. */
  async send(server: 'cached' | 'uncached', token: string, attempt: Attempt = {}): Promise<Outcome> {
    const { proofOf, proofMethod = 'GET', certificate, policy } = attempt;
    const request = requestOf({
      authorization: `${proofOf === undefined ? 'Bearer' : 'DPoP'} ${token}`,
      target: '/orders',
      headers: {
        dpop:
          proofOf &&
          makeProof({
            method: proofMethod,
            uri: `${PUBLIC_URL}/orders`,
            accessToken: token,
            key: KEYS[proofOf],
            now: this.clock.now,
          }),
        'client-cert': certificate && CERTIFICATES[certificate],
      },
      connection: { remoteAddress: '10.0.0.1' },
    });
    return outcomeOf(await this.#servers[server].authorize(request, policy));
  }

  /** Sends the request to both, and holds their answers against each other. */
  async compare(token: string, attempt: Attempt = {}): Promise<Outcome> {
    const cached = await this.send('cached', token, attempt);
    assert.deepEqual(cached, await this.send('uncached', token, attempt));
    return cached;
  }
}

function outcomeOf(decision: Decision): Outcome {
  if (decision.granted) return { granted: true, token: decision.token, headers: decision.headers };
  const { status, headers, body } = decision;
  return { granted: false, status, headers, body };
}
