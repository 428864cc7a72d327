// Who verifies proofs, and when nobody does.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createResourceServer, type Policy, type TrustBoundary } from '../src/index.ts';
import { boundRequest, createBoundary, TOKEN } from './binding/bound-requests.ts';
import { active, assertDenied, serverFor, verifier } from './binding/bound-servers.ts';
import { bearerRequest, requestOf } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

test('a replay store that fails is no fault of the proof: 503, no challenge, the cause for the operator', async () => {
  const cause = new Error('connection refused');
  for (const remember of [
    () => Promise.reject(cause),
    (): boolean => {
      throw cause;
    },
  ]) {
    const server = serverFor('key', { proofVerifier: verifier({ replayStore: { remember } }) });
    const decision = await server.authorize(boundRequest('DPoP', 'right'));
    assertDenied(decision, 'replay_store_unavailable', 503);
    assert.equal(decision.headers['WWW-Authenticate'], undefined);
    assert.equal(decision.headers['Retry-After'], '5');
    assert.equal(decision.cause, cause);
    assert.doesNotMatch(decision.body, /connection/);
  }
});

suite('where nobody verifies proofs', () => {
  const tokenSource = new InMemoryTokenSource({ [TOKEN]: active() });

  test('a server cannot be made that accepts them', () => {
    for (const dpop of ['accept', 'require'] as const) {
      assert.throws(() => createResourceServer({ tokenSource, audience: null, dpop }), {
        name: 'TypeError',
        message: /^options\.proofVerifier:/,
      });
    }
  });

  test('a policy cannot switch them on', async () => {
    const server = createResourceServer({ tokenSource, audience: null });
    for (const dpop of ['accept', 'require'] as const) {
      await assert.rejects(server.authorize(bearerRequest(TOKEN), { dpop }), {
        name: 'TypeError',
        message: /^policy\.dpop:/,
      });
    }
    assert.ok((await server.authorize(bearerRequest(TOKEN), { dpop: 'off' })).granted);
  });

  test('a mode that does not exist is refused', () => {
    const wrong = 'on' as never;
    assert.throws(() => createResourceServer({ tokenSource, audience: null, dpop: wrong }), /options\.dpop:/);
  });

  test('a source that checks proofs itself is enough', async () => {
    const checking = { checksProofs: true, inspect: async () => active() };
    const server = createResourceServer({
      tokenSource: checking,
      audience: null,
      dpop: 'require',
      trustBoundary: createBoundary(),
    });
    assert.ok((await server.authorize(boundRequest('DPoP', 'right'))).granted);
  });
});

suite('a Bearer request pays nothing for DPoP', () => {
  const untouchable: TrustBoundary = {
    readsCertificates: false,
    resolve: () => assert.fail('the trust boundary was asked'),
  };
  const proofVerifier = {
    algorithms: ['ES256'] as const,
    verify: () => assert.fail('the verifier was asked'),
    currentNonce: () => undefined,
  };

  test('neither the trust boundary nor the verifier is asked, whatever becomes of the request', async () => {
    const server = serverFor('nothing', { trustBoundary: untouchable, proofVerifier });
    assert.ok((await server.authorize(boundRequest('Bearer', 'right', 'right'))).granted);
    for (const request of [bearerRequest('unknown'), requestOf(), requestOf({ authorization: 'Bearer' })]) {
      assert.ok(!(await server.authorize(request)).granted);
    }
    const policy: Policy = { senderConstraint: 'required' };
    assertDenied(await server.authorize(boundRequest('Bearer'), policy), 'token_not_bound');
  });

  test('a source that is asked about a Bearer token is shown the token and nothing else', async () => {
    const shown: unknown[] = [];
    const tokenSource = {
      inspect: async (presented: unknown) => {
        shown.push(JSON.parse(JSON.stringify(presented)));
        return active();
      },
    };
    const server = serverFor('nothing', { tokenSource, trustBoundary: untouchable, proofVerifier });
    await server.authorize(boundRequest('Bearer', 'right', 'right'));
    assert.deepEqual(shown, [{ scheme: 'Bearer', token: TOKEN }]);
  });
});
