// One table of DPoP proofs, right ones and broken ones, judged twice: by the verifier of the library, and by an Authlete that the proof
// is passed on to. A client must not be able to tell which of both a resource server uses.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import * as jose from 'jose';
import { createLocalAuthlete, type LocalAuthlete } from '../packages/local-authlete/src/index.ts';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
} from '../packages/resource-server/src/authlete/index.ts';
import {
  createDpopNonces,
  createDpopProofVerifier,
  createResourceServer,
  createTrustBoundary,
  type Decision,
  type ResourceServer,
} from '../packages/resource-server/src/index.ts';
import { accessToken } from '../packages/resource-server/test/access-tokens.ts';
import { NONCE_CASES, PROOF_CASES } from '../packages/resource-server/test/binding/dpop/proof-cases.ts';
import {
  createEcKey,
  makeProof,
  type ProofContext,
} from '../packages/resource-server/test/binding/dpop/proof-maker.ts';
import { requestOf } from '../packages/resource-server/test/requests.ts';
import { InMemoryTokenSource } from '../packages/resource-server/test/token-sources/in-memory-token-source.ts';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const TOKEN = 'a-token-that-is-bound-to-a-key';
const key = createEcKey();
const context = { method: 'GET', uri: 'https://api.example.com/orders', accessToken: TOKEN, key, now: NOW };

interface Verdict {
  readonly status: number;
  readonly error: string | undefined;
}

function verdictOf(decision: Decision): Verdict {
  if (decision.granted) return { status: 200, error: undefined };
  return { status: decision.status, error: (JSON.parse(decision.body) as { readonly error: string }).error };
}

function send(server: ResourceServer, proof: string | readonly string[]): Promise<Decision> {
  return server.authorize(
    requestOf({ authorization: `DPoP ${TOKEN}`, target: '/orders?page=2', headers: { dpop: proof } }),
  );
}

for (const asksForNonces of [false, true]) {
  suite(asksForNonces ? 'where nonces are asked for' : 'where no nonce is asked for', () => {
    let localAuthlete: LocalAuthlete;
    let closeClient: () => unknown;
    let local: ResourceServer;
    let delegated: ResourceServer;
    const nonceOf = new Map<ResourceServer, string>();

    before(async () => {
      localAuthlete = await createLocalAuthlete({
        port: 0,
        now: () => NOW,
        dpopNonceRequired: asksForNonces,
      });
      const { url: baseUrl, serviceId, serviceAccessToken } = localAuthlete;
      const jwkThumbprint = await jose.calculateJwkThumbprint(key.jwk);
      const response = await fetch(`${baseUrl}/api/${serviceId}/auth/token/create`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          grantType: 'AUTHORIZATION_CODE',
          clientId: 1001,
          subject: '1',
          accessToken: TOKEN,
          dpopKeyThumbprint: jwkThumbprint,
        }),
      });
      assert.equal(((await response.json()) as { readonly action: string }).action, 'OK');
      const client = createAuthleteClient({
        apiVersion: 'V3',
        baseUrl,
        serviceId,
        serviceAccessToken,
      } as never);
      closeClient = () => client.close();

      const now = (): number => NOW;
      const nonces = createDpopNonces({ secret: 's'.repeat(32), now });
      const trustBoundary = createTrustBoundary({ publicUrl: 'https://api.example.com' });
      const common = { audience: null, dpop: 'require', trustBoundary, now } as const;
      local = createResourceServer({
        ...common,
        tokenSource: new InMemoryTokenSource({
          [TOKEN]: { state: 'active', token: accessToken({ jwkThumbprint }) },
        }),
        proofVerifier: createDpopProofVerifier({ now, ...(asksForNonces && { nonces }) }),
      });
      delegated = createResourceServer({
        ...common,
        tokenSource: createAuthleteTokenSource(client, { now }),
      });
      if (!asksForNonces) return;
      for (const server of [local, delegated]) {
        const { headers } = await send(server, makeProof(context));
        nonceOf.set(server, headers['DPoP-Nonce'] ?? assert.fail('no nonce'));
      }
    });
    after(async () => {
      await closeClient();
      await localAuthlete.close();
    });

    /** The context of a proof for a server: each gives a nonce of its own. */
    const contextFor = (server: ResourceServer): ProofContext => {
      const nonce = nonceOf.get(server);
      return nonce === undefined ? context : { ...context, nonce };
    };

    for (const { name, make, expected } of asksForNonces ? [...PROOF_CASES, ...NONCE_CASES] : PROOF_CASES) {
      test(name, async () => {
        const verdict = expected.valid
          ? { status: 200, error: undefined }
          : { status: 401, error: expected.error };
        assert.deepEqual(
          verdictOf(await send(local, make(contextFor(local)).proof)),
          verdict,
          'verified here',
        );
        const passedOn = await send(delegated, make(contextFor(delegated)).proof);
        assert.deepEqual(verdictOf(passedOn), verdict, 'passed on');
      });
    }

    for (const [who, server] of [
      ['verified here', () => local],
      ['passed on', () => delegated],
    ] as const) {
      test(`§11.1: a proof that is used a second time (${who})`, async () => {
        const proof = makeProof(contextFor(server()));
        assert.equal(verdictOf(await send(server(), proof)).status, 200);
        const again = await send(server(), proof);
        assert.deepEqual(verdictOf(again), { status: 401, error: 'invalid_dpop_proof' });
      });

      test(`§4.3 check 12: a proof of another key than the token's (${who})`, async () => {
        const proof = makeProof({ ...contextFor(server()), key: createEcKey() });
        assert.deepEqual(verdictOf(await send(server(), proof)), {
          status: 401,
          error: 'invalid_dpop_proof',
        });
      });
    }
  });
}
