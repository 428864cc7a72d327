// One table of DPoP proofs, right ones and broken ones, judged twice: by the verifier of the library, and by an Authlete that the proof
// is passed on to. A client must not be able to tell which of both a resource server uses.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import * as jose from 'jose';
import type { Decision } from '../packages/resource-server/src/index.ts';
import { NONCE_CASES, PROOF_CASES } from '../packages/resource-server/test/binding/dpop/proof-cases.ts';
import {
  createEcKey,
  makeProof,
  type ProofContext,
} from '../packages/resource-server/test/binding/dpop/proof-maker.ts';
import { requestOf } from '../packages/resource-server/test/requests.ts';
import { type BothVerifications, startBothVerifications, type Verification } from './both-verifications.ts';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const TOKEN = 'a-token-that-is-bound-to-a-key';
const PUBLIC_URL = 'https://api.example.com';
const key = createEcKey();
const context: ProofContext = {
  method: 'GET',
  uri: `${PUBLIC_URL}/orders`,
  accessToken: TOKEN,
  key,
  now: NOW,
};

const WAYS: readonly Verification[] = ['verified here', 'passed on'];
const GRANTED = { status: 200, error: undefined };
const REFUSED = { status: 401, error: 'invalid_dpop_proof' };

/** All that the client can tell one denial from another by. */
function outcomeOf(decision: Decision): { readonly status: number; readonly error: string | undefined } {
  if (decision.granted) return GRANTED;
  const { error } = JSON.parse(decision.body) as { readonly error: string };
  assert.match(decision.headers['WWW-Authenticate'] ?? '', new RegExp(`^DPoP error="${error}"`));
  return { status: decision.status, error };
}

for (const asksForNonces of [false, true]) {
  suite(asksForNonces ? 'where nonces are asked for' : 'where no nonce is asked for', () => {
    let both: BothVerifications;
    const nonces = new Map<Verification, string>();

    const send = (way: Verification, proof: string): Promise<Decision> =>
      both.servers[way].authorize(
        requestOf({ authorization: `DPoP ${TOKEN}`, target: '/orders?page=2', headers: { dpop: proof } }),
      );
    const contextOf = (way: Verification): ProofContext => {
      const nonce = nonces.get(way);
      return nonce === undefined ? context : { ...context, nonce };
    };

    before(async () => {
      both = await startBothVerifications({
        token: TOKEN,
        jwkThumbprint: await jose.calculateJwkThumbprint(key.jwk),
        asksForNonces,
        publicUrls: { 'verified here': PUBLIC_URL, 'passed on': PUBLIC_URL },
        now: () => NOW,
      });
      if (!asksForNonces) return;
      for (const way of WAYS) {
        const { headers } = await send(way, makeProof(context));
        nonces.set(way, headers['DPoP-Nonce'] ?? assert.fail('no nonce'));
      }
    });
    after(() => both.close());

    for (const { name, make, expected } of asksForNonces ? [...PROOF_CASES, ...NONCE_CASES] : PROOF_CASES) {
      test(name, async () => {
        const outcome = expected.valid ? GRANTED : { status: 401, error: expected.error };
        for (const way of WAYS) {
          assert.deepEqual(outcomeOf(await send(way, make(contextOf(way)).proof)), outcome, way);
        }
      });
    }

    test('§11.1: a proof that is used a second time', async () => {
      for (const way of WAYS) {
        const proof = makeProof(contextOf(way));
        assert.deepEqual(outcomeOf(await send(way, proof)), GRANTED, way);
        assert.deepEqual(outcomeOf(await send(way, proof)), REFUSED, way);
      }
    });

    test('§4.3 check 12: a proof of another key than that of the token', async () => {
      for (const way of WAYS) {
        const proof = makeProof({ ...contextOf(way), key: createEcKey() });
        assert.deepEqual(outcomeOf(await send(way, proof)), REFUSED, way);
      }
    });

    test('§8.2: every answer carries the nonce, or none does', async () => {
      for (const way of WAYS) {
        for (const proof of [makeProof(contextOf(way)), makeProof(context), 'proof']) {
          assert.equal((await send(way, proof)).headers['DPoP-Nonce'], nonces.get(way), way);
        }
      }
    });
  });
}
