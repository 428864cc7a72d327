import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createDpopNonces,
  type Decision,
  type DpopProofVerifierOptions,
  type ResourceServer,
  type ResourceServerOptions,
  type TokenAnswer,
} from '../src/index.ts';
import { boundRequest, NOW, proofOf, TOKEN } from './binding/bound-requests.ts';
import { active, assertDenied, serverFor, verifier } from './binding/bound-servers.ts';
import { bearerRequest, requestOf } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

suite('nonces of the resource server', () => {
  const SECRET = 's'.repeat(32);
  let time = NOW;
  const nonces = createDpopNonces({ secret: SECRET, lifetime: 300, now: () => time });
  const withNonces = (options: Partial<ResourceServerOptions> = {}): ResourceServer =>
    serverFor('key', { proofVerifier: verifier({ nonces, now: () => time }), now: () => time, ...options });

  test('RFC 9449, 9: asked for, given, used, replaced while it is still good, and asked for again', async () => {
    time = NOW;
    const server = withNonces();
    const send = (nonce?: string): Promise<Decision> =>
      server.authorize(boundRequest('DPoP', proofOf({ now: time, ...(nonce !== undefined && { nonce }) })));
    const asked = await send();
    assertDenied(asked, 'nonce_required');
    assert.match(asked.headers['WWW-Authenticate'] ?? '', /DPoP error="use_dpop_nonce"/);
    const first = asked.headers['DPoP-Nonce'] ?? assert.fail('no nonce');

    const granted = await send(first);
    assert.ok(granted.granted);
    assert.equal(granted.headers['DPoP-Nonce'], first);

    time += 300_000;
    const later = await send(first);
    assert.ok(later.granted, 'the nonce before the current one is still good');
    const second = later.headers['DPoP-Nonce'] ?? assert.fail('no nonce');
    assert.notEqual(second, first);

    time += 300_000;
    assertDenied(await send(first), 'nonce_required');
    assert.ok((await send(second)).granted);
  });

  test('RFC 9449, 8.2: every answer carries the nonce, success and Bearer included', async () => {
    time = NOW;
    const failing: DpopProofVerifierOptions = {
      nonces,
      now: () => time,
      replayStore: { remember: () => Promise.reject(new Error('broken')) },
    };
    const unavailable: TokenAnswer = { state: 'unavailable', reason: 'why' };
    const unbound = new InMemoryTokenSource({ [TOKEN]: active() });
    const good = { nonce: nonces.current() };
    const answers: readonly [status: number, Promise<Decision>][] = [
      [200, withNonces().authorize(boundRequest('DPoP', proofOf(good)))],
      [200, withNonces({ tokenSource: unbound }).authorize(boundRequest('Bearer'))],
      [400, withNonces().authorize(requestOf({ authorization: 'DPoP' }))],
      [400, withNonces().authorize(requestOf({ authorization: ['Bearer a', 'DPoP b'] }))],
      [401, withNonces().authorize(requestOf())],
      [401, withNonces().authorize(boundRequest('DPoP'))],
      [401, withNonces().authorize(boundRequest('DPoP', 'two'))],
      [401, withNonces().authorize(boundRequest('Bearer'))],
      [401, withNonces({ dpop: 'require' }).authorize(boundRequest('Bearer'))],
      [401, withNonces().authorize(bearerRequest('unknown'))],
      [403, withNonces().authorize(boundRequest('DPoP', proofOf(good)), { scopes: { allOf: ['x'] } })],
      [
        503,
        withNonces({ tokenSource: { inspect: async () => unavailable } }).authorize(boundRequest('Bearer')),
      ],
      [503, withNonces({ proofVerifier: verifier(failing) }).authorize(boundRequest('DPoP', proofOf(good)))],
    ];
    for (const [status, answer] of answers) {
      const decision = await answer;
      assert.equal(decision.granted ? 200 : decision.status, status);
      assert.equal(decision.headers['DPoP-Nonce'], nonces.current());
    }
  });

  test('a route without DPoP gives no nonce', async () => {
    const server = withNonces({ tokenSource: new InMemoryTokenSource({ [TOKEN]: active() }) });
    for (const request of [boundRequest('Bearer'), requestOf()]) {
      const { headers } = await server.authorize(request, { dpop: 'off' });
      assert.equal(headers['DPoP-Nonce'], undefined);
    }
  });

  test('RFC 9449, 9: a wrong nonce uses up no proof', async () => {
    time = NOW;
    const server = withNonces();
    const jti = 'one-identifier';
    const proofWith = (nonce: string): string => proofOf({ nonce }, { claims: { jti } });
    assertDenied(await server.authorize(boundRequest('DPoP', proofWith('other'))), 'nonce_required');
    assert.ok((await server.authorize(boundRequest('DPoP', proofWith(nonces.current())))).granted);
  });
});
