import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createMemoryReplicaStore,
  createResourceServer,
  createRevocations,
  type Decision,
  type Policy,
  type PresentedToken,
  type ReplicaStore,
  type ResourceServerOptions,
  type TokenAnswer,
  type TokenSource,
} from '../src/index.ts';
import { accessToken } from './access-tokens.ts';
import { assertDenied, serverFor, verifier } from './binding/bound-servers.ts';
import { boundRequest } from './binding/bound-requests.ts';
import { bearerRequest } from './requests.ts';

const NOW = 1_800_000_000_000;

/** In milliseconds: short for what never ends, and long for what is there at once. */
const SHORT = 30;
const LONG = 60_000;

const active: TokenAnswer = { state: 'active', token: accessToken({}) };

function decide(
  tokenSource: TokenSource,
  options?: Partial<ResourceServerOptions>,
  policy?: Policy,
): Promise<Decision> {
  const server = createResourceServer({ audience: null, tokenSource, now: () => NOW, ...options });
  return server.authorize(bearerRequest('T'), policy);
}

suite('the time budget of a request', () => {
  test('is told to the token source as a deadline', async () => {
    const asked: PresentedToken[] = [];
    const inspect = async (presented: PresentedToken): Promise<TokenAnswer> => {
      asked.push(presented);
      return active;
    };
    assert.ok((await decide({ inspect }, { timeBudget: LONG })).granted);
    assert.ok((await decide({ inspect })).granted);
    assert.deepEqual(
      asked.map(({ deadline }) => deadline),
      [NOW + LONG, undefined],
    );
  });

  test('ends the wait for a token source that does not keep to it, with 503 and no challenge', async () => {
    const decision = await decide({ inspect: () => new Promise(() => undefined) }, { timeBudget: SHORT });
    assertDenied(decision, 'authority_unavailable', 503);
    assert.equal(decision.headers['Retry-After'], '5');
    assert.equal(decision.headers['WWW-Authenticate'], undefined);
    assert.equal(decision.reason, 'the authority did not answer within the time budget of the request');
  });

  test('harms nobody by what comes too late, be it an answer or an error', async () => {
    const late = [Promise.withResolvers<TokenAnswer>(), Promise.withResolvers<TokenAnswer>()];
    for (const { promise } of late) {
      assertDenied(
        await decide({ inspect: () => promise }, { timeBudget: SHORT }),
        'authority_unavailable',
        503,
      );
    }
    late[0]?.resolve(active);
    late[1]?.reject(new Error('too late'));
    await new Promise(setImmediate);
  });

  test('does not change what comes in time, be it an answer, a refusal or an error', async () => {
    const options = { timeBudget: LONG };
    assert.ok((await decide({ inspect: async () => active }, options)).granted);
    assert.ok((await decide({ inspect: () => active }, options)).granted);
    const refused: TokenAnswer = { state: 'refused', code: 'invalid_token', reason: 'unknown' };
    assertDenied(await decide({ inspect: async () => refused }, options), 'token_not_active');
    const broken: TokenSource = { inspect: () => Promise.reject(new Error('broken')) };
    await assert.rejects(decide(broken, options), /broken/);
  });

  test('is the business of a source that keeps deadlines', async () => {
    const { promise, resolve } = Promise.withResolvers<TokenAnswer>();
    const deciding = decide({ keepsDeadlines: true, inspect: () => promise }, { timeBudget: 1 });
    await new Promise((done) => setTimeout(done, 20));
    resolve(active);
    assert.ok((await deciding).granted);
  });

  test('includes the store of used DPoP proofs', async () => {
    const replayStore = { remember: () => new Promise<never>(() => undefined) };
    const server = serverFor('key', { proofVerifier: verifier({ replayStore }), timeBudget: SHORT });
    const decision = await server.authorize(boundRequest('DPoP', 'right'));
    assertDenied(decision, 'replay_store_unavailable', 503);
    assert.ok(decision.cause instanceof Error && decision.cause.name === 'TimeLimitExceeded');
  });

  test('includes the store of revocations', async () => {
    const store: ReplicaStore = {
      ...createMemoryReplicaStore(),
      read: () => new Promise(() => undefined),
      count: () => 1,
    };
    const decision = await decide(
      { keepsDeadlines: true, inspect: () => active },
      { revocations: createRevocations({ store }), timeBudget: SHORT },
    );
    assertDenied(decision, 'revocation_store_unavailable', 503);
    assert.ok(decision.cause instanceof Error && decision.cause.name === 'TimeLimitExceeded');
  });

  test('must be a time', () => {
    for (const timeBudget of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      assert.throws(
        () => createResourceServer({ audience: null, tokenSource: { inspect: () => active }, timeBudget }),
        /^TypeError: options\.timeBudget: /,
      );
    }
  });
});
