import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type CachingTokenSource,
  createCachingTokenSource,
  type PresentedToken,
  type TokenActive,
} from '../../src/index.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { accessToken } from '../access-tokens.ts';
import { ScriptedTokenSource } from './scripted-token-source.ts';

const START = 1_800_000_000_000;
const unavailable = { state: 'unavailable', reason: 'down', retryAfter: 7 } as const;
const active: TokenActive = { state: 'active', token: accessToken({ expiresAt: START + 600_000 }) };

type Changes = Partial<Omit<PresentedToken, 'tokenDigest'>>;

function presented(changes: Changes = {}): PresentedToken {
  return new PresentedAccessToken({ scheme: 'Bearer', token: 'T', ...changes });
}

/** A cache that knows the token, over an authority that has gone down since. */
async function createParts(): Promise<{
  readonly clock: { now: number };
  readonly source: ScriptedTokenSource;
  readonly cache: CachingTokenSource;
}> {
  const clock = { now: START };
  const source = new ScriptedTokenSource(() => active);
  const cache = createCachingTokenSource(source, { ttl: 30, now: () => clock.now });
  await cache.inspect(presented());
  source.ready = () => unavailable;
  return { clock, source, cache };
}

suite('while the authority cannot be asked', () => {
  test('a route gets no old facts unless it asks for them', async () => {
    const { cache, clock } = await createParts();
    clock.now = START + 30_001;
    assert.deepEqual(await cache.inspect(presented()), unavailable);
    assert.deepEqual(await cache.inspect(presented({ staleIfError: 0 })), unavailable);
  });

  test('a route with `staleIfError` gets facts of that age, and no older ones', async () => {
    const { cache, clock, source } = await createParts();
    clock.now = START + 120_000;
    const answer = await cache.inspect(presented({ staleIfError: 120_000 }));
    assert.equal(answer.state, 'active');
    assert.equal(answer.state === 'active' && answer.asOf, START);
    assert.equal(source.asked.length, 2, 'the authority is asked first');
    assert.equal(cache.statistics().stale, 1);
    clock.now += 1;
    assert.deepEqual(await cache.inspect(presented({ staleIfError: 120_000 })), unavailable);
  });

  test('no route gets facts past the expiry of the token', async () => {
    const { cache, clock } = await createParts();
    clock.now = START + 600_000;
    assert.deepEqual(await cache.inspect(presented({ staleIfError: 3_600_000 })), unavailable);
  });

  test('facts from another kind of presentation are of no use', async () => {
    const { cache } = await createParts();
    const certificate = { pem: 'PEM', thumbprint: 'x' };
    const question = presented({ staleIfError: 60_000, certificate });
    assert.deepEqual(await cache.inspect(question), unavailable);
  });

  test('a token that the authority has refused since is not revived', async () => {
    const { cache, source } = await createParts();
    source.ready = () => ({ state: 'refused', code: 'invalid_token', reason: 'revoked' });
    await cache.inspect(presented({ maxStaleness: 0 }));
    source.ready = () => unavailable;
    const answer = await cache.inspect(presented({ maxStaleness: 0, staleIfError: 60_000 }));
    assert.deepEqual(answer, unavailable);
  });

  test('an authority that hangs does not use up the time of the request', async () => {
    const { cache, clock, source } = await createParts();
    source.ready = undefined;
    clock.now = START + 31_000;
    const question = presented({ staleIfError: 60_000, deadline: clock.now + 30 });
    assert.equal((await cache.inspect(question)).state, 'active');
    source.answer(active);
  });
});

test('an answer of the authority counts, whatever is kept', async () => {
  const { cache, clock, source } = await createParts();
  clock.now = START + 31_000;
  source.ready = () => ({ state: 'refused', code: 'invalid_token', reason: 'revoked' });
  const answer = await cache.inspect(presented({ staleIfError: 60_000, deadline: clock.now + 60_000 }));
  assert.equal(answer.state, 'refused');
});
