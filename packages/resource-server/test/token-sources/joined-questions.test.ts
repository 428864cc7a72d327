import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type CachingTokenSource,
  createCachingTokenSource,
  type PresentedToken,
  type TokenActive,
  type TokenAnswer,
} from '../../src/index.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { accessToken } from '../access-tokens.ts';
import { createEcKey, makeProof } from '../binding/dpop/proof-maker.ts';
import { ScriptedTokenSource } from './scripted-token-source.ts';

const START = 1_800_000_000_000;
const TOKEN = 'tok3n-that-nobody-may-see';
const URI = 'https://api.example.com/orders';
const KEY = createEcKey();

const active: TokenActive = { state: 'active', token: accessToken({}) };
const refused = { state: 'refused', code: 'invalid_token', reason: 'not known' } as const;
const unavailable = { state: 'unavailable', reason: 'down', retryAfter: 7 } as const;

interface Parts {
  readonly clock: { now: number };
  readonly source: ScriptedTokenSource;
  readonly cache: CachingTokenSource;
}

function createParts(): Parts {
  const clock = { now: START };
  const source = new ScriptedTokenSource();
  return { clock, source, cache: createCachingTokenSource(source, { ttl: 60, now: () => clock.now }) };
}

function presented(changes: Partial<Omit<PresentedToken, 'tokenDigest'>> = {}): PresentedToken {
  return new PresentedAccessToken({ scheme: 'Bearer', token: TOKEN, ...changes });
}

function proved(): PresentedToken {
  const jwt = makeProof({ method: 'GET', uri: URI, accessToken: TOKEN, key: KEY, now: START });
  return presented({ scheme: 'DPoP', proof: { jwt, method: 'GET', uri: URI, verifiedHere: true } });
}

/** So many requests at the same time. */
function ask(cache: CachingTokenSource, times: number, question = presented): Promise<TokenAnswer>[] {
  return Array.from({ length: times }, async () => cache.inspect(question()));
}

async function statesOf(answers: readonly Promise<TokenAnswer>[]): Promise<Set<TokenAnswer['state']>> {
  return new Set((await Promise.all(answers)).map(({ state }) => state));
}

/** Lets everything happen that can. */
async function settle(): Promise<void> {
  await new Promise((resolve) => void setImmediate(resolve));
}

suite('a thousand questions at the same time', () => {
  test('about one unknown token are one', async () => {
    for (const answer of [active, refused]) {
      const { cache, source } = createParts();
      const answers = ask(cache, 1000);
      assert.equal(source.asked.length, 1);
      source.answer(answer);
      assert.deepEqual(await statesOf(answers), new Set([answer.state]));
      assert.equal(source.asked.length, 1);
      assert.deepEqual(cache.statistics(), { hits: 0, asked: 1, joined: 999, stale: 0, kept: 1 });
    }
  });

  test('about two tokens are two, and each gets the answer about its own', async () => {
    const { cache, source } = createParts();
    const good = ask(cache, 10);
    const bad = ask(cache, 10, () => presented({ token: 'another' }));
    source.answer(active);
    source.answer(refused);
    assert.deepEqual(await statesOf(good), new Set(['active']));
    assert.deepEqual(await statesOf(bad), new Set(['refused']));
  });

  test('the question carries the deadline of nobody: the one who came first harms no other', async () => {
    const { cache, source } = createParts();
    const first = ask(cache, 1, () => presented({ deadline: START + 1 }));
    const others = ask(cache, 5);
    assert.equal(source.asked[0]?.deadline, undefined);
    source.answer(active);
    assert.deepEqual(await statesOf([...first, ...others]), new Set(['active']));
  });

  test('a failure is that of those who waited: they ask once more, together, and then give up', async () => {
    const { cache, source } = createParts();
    const answers = ask(cache, 1000);
    source.answer(unavailable);
    await settle();
    assert.equal(source.asked.length, 2);
    source.answer(unavailable);
    const given = await Promise.all(answers);
    assert.equal(source.asked.length, 2);
    assert.ok(given.every((answer) => answer === unavailable || answer.state === 'unavailable'));
    assert.ok(given.every((answer) => answer.state === 'unavailable' && answer.retryAfter === 7));
  });

  test('those who waited for a failure get the answer to the second question', async () => {
    const { cache, source } = createParts();
    const [first, ...others] = ask(cache, 100);
    source.answer(unavailable);
    await settle();
    source.answer(active);
    assert.ok(first !== undefined);
    assert.deepEqual(await statesOf([first]), new Set(['unavailable']));
    assert.deepEqual(await statesOf(others), new Set(['active']));
  });

  test('who has no time left after a failure does not ask again', async () => {
    const { cache, clock, source } = createParts();
    const answers = ask(cache, 10, () => presented({ deadline: START + 1000 }));
    clock.now = START + 1000;
    source.answer(unavailable);
    assert.deepEqual(await statesOf(answers), new Set(['unavailable']));
    assert.equal(source.asked.length, 1);
  });

  test('a request that comes after a failure does not share it', async () => {
    const { cache, source } = createParts();
    const failed = ask(cache, 1);
    source.answer(unavailable);
    await Promise.all(failed);
    const later = ask(cache, 1);
    source.answer(active);
    assert.deepEqual(await statesOf(later), new Set(['active']));
  });

  test('a source that rejects against its contract fails the one who asked, and the others ask for themselves', async () => {
    const { cache, source } = createParts();
    const [first, ...others] = ask(cache, 3);
    source.answer(new Error('broken'));
    await assert.rejects(first ?? Promise.resolve(), /broken/);
    await settle();
    assert.equal(source.asked.length, 3);
    source.answer(active);
    source.answer(active);
    assert.deepEqual(await statesOf(others), new Set(['active']));
  });
});

suite('what is not joined', () => {
  test('a route that wants fresh facts does not take the answer to an earlier question', async () => {
    const { cache, source } = createParts();
    const early = ask(cache, 1);
    const fresh = ask(cache, 2, () => presented({ maxStaleness: 0 }));
    assert.equal(source.asked.length, 3);
    for (const answer of [active, refused, refused]) source.answer(answer);
    assert.deepEqual(await statesOf(early), new Set(['active']));
    assert.deepEqual(await statesOf(fresh), new Set(['refused']));
  });

  test('a question that has been under way for longer than the route allows', async () => {
    const { cache, clock, source } = createParts();
    const early = ask(cache, 1);
    clock.now += 501;
    const late = ask(cache, 1, () => presented({ maxStaleness: 500 }));
    assert.equal(source.asked.length, 2);
    source.answer(active);
    source.answer(active);
    await statesOf([...early, ...late]);
  });

  test('a question about the same token with another certificate', async () => {
    const { cache, source } = createParts();
    const certificate = (thumbprint: string) => () => presented({ certificate: { pem: 'PEM', thumbprint } });
    const mine = ask(cache, 2, certificate('mine'));
    const theirs = ask(cache, 1, certificate('theirs'));
    assert.equal(source.asked.length, 2);
    source.answer(active);
    source.answer(refused);
    assert.deepEqual(await statesOf(mine), new Set(['active']));
    assert.deepEqual(await statesOf(theirs), new Set(['refused']));
  });
});

suite('RFC 9449: requests with proofs of one key at the same time', () => {
  test('wait for the first, and need no question of their own where the key is accepted', async () => {
    const { cache, source } = createParts();
    const answers = ask(cache, 10, proved);
    source.answer(active);
    assert.deepEqual(await statesOf(answers), new Set(['active']));
    assert.equal(source.asked.length, 1);
  });

  test('are asked about one by one where it is not: the fault may be that of the first proof', async () => {
    const { cache, source } = createParts();
    const answers = ask(cache, 3, proved);
    source.answer({ ...refused, code: 'invalid_dpop_proof' });
    await settle();
    assert.equal(source.asked.length, 3);
    source.answer(active);
    source.answer(active);
    const states = (await Promise.all(answers)).map(({ state }) => state);
    assert.deepEqual(states, ['refused', 'active', 'active']);
  });
});
