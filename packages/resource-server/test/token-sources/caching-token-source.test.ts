import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inspect as show } from 'node:util';
import {
  type AccessToken,
  type CachingOptions,
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
const CERTIFICATE = { pem: 'PEM', thumbprint: 'thumbprint' };
const KEY = createEcKey();

type Changes = Partial<Omit<PresentedToken, 'tokenDigest'>>;

function presented(changes: Changes = {}): PresentedToken {
  return new PresentedAccessToken({ scheme: 'Bearer', token: TOKEN, ...changes });
}

/** What a request with a DPoP proof presents. */
function proved(changes: { key?: typeof KEY; verifiedHere?: boolean } = {}): Changes {
  const { key = KEY, verifiedHere = true } = changes;
  const jwt = makeProof({ method: 'GET', uri: URI, accessToken: TOKEN, key, now: START });
  return { scheme: 'DPoP', proof: { jwt, method: 'GET', uri: URI, verifiedHere } };
}

function active(facts: Partial<AccessToken> = {}, more: Partial<TokenActive> = {}): TokenActive {
  return { state: 'active', token: accessToken(facts), ...more };
}

const refused = { state: 'refused', code: 'invalid_token', reason: 'not known' } as const;

/** A cache over a source that says "active" unless a test says otherwise, and a clock that the test moves. */
function createParts(options: Partial<CachingOptions> = {}): {
  readonly clock: { now: number };
  readonly source: ScriptedTokenSource;
  readonly cache: CachingTokenSource;
} {
  const clock = { now: START };
  const source = new ScriptedTokenSource(() => active());
  const cache = createCachingTokenSource(source, { ttl: 60, now: () => clock.now, ...options });
  return { clock, source, cache };
}

async function stateOf(answer: TokenAnswer | Promise<TokenAnswer>): Promise<TokenAnswer['state']> {
  return (await answer).state;
}

suite('what is kept', () => {
  test('an active token is asked about once, and then answered without waiting', async () => {
    const { cache, source } = createParts();
    const first = await cache.inspect(presented());
    const second = cache.inspect(presented());
    assert.ok('state' in second);
    assert.deepEqual(second, first);
    assert.equal(source.asked.length, 1);
    assert.deepEqual(cache.statistics(), { hits: 1, asked: 1, joined: 0, stale: 0, kept: 1 });
  });

  test('a token is known by its hash alone: nothing that is kept shows it', async () => {
    const { cache } = createParts();
    await cache.inspect(presented());
    assert.ok(!show(cache, { depth: null, showHidden: true }).includes(TOKEN));
  });

  test('facts are used for as long as `ttl` says, from when the authority was asked', async () => {
    const { cache, clock, source } = createParts();
    source.ready = undefined;
    const asked = cache.inspect(presented());
    clock.now = START + 5000;
    source.answer(active());
    assert.equal((await asked).state, 'active');
    source.ready = () => active();
    clock.now = START + 60_000;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 1);
    clock.now = START + 60_001;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 2);
  });

  test('a route asks for fresher facts, and never gets older ones than are kept', async () => {
    const { cache, clock, source } = createParts();
    await cache.inspect(presented());
    clock.now += 10_000;
    await cache.inspect(presented({ maxStaleness: 10_000 }));
    assert.equal(source.asked.length, 1);
    await cache.inspect(presented({ maxStaleness: 9999 }));
    assert.equal(source.asked.length, 2);
    clock.now += 60_001;
    await cache.inspect(presented({ maxStaleness: 3_600_000 }));
    assert.equal(source.asked.length, 3);
  });

  test('a route with `maxStaleness: 0` asks every time, and what it hears is kept for the others', async () => {
    const { cache, source } = createParts();
    await cache.inspect(presented({ maxStaleness: 0 }));
    await cache.inspect(presented({ maxStaleness: 0 }));
    assert.equal(source.asked.length, 2);
    await cache.inspect(presented());
    assert.equal(source.asked.length, 2);
  });

  test('no answer lives past the expiry of the token, which is looked at with every hit', async () => {
    const { cache, clock, source } = createParts();
    source.ready = () => active({ expiresAt: START + 3000 });
    await cache.inspect(presented());
    clock.now = START + 2999;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 1);
    source.ready = () => refused;
    clock.now = START + 3000;
    assert.equal(await stateOf(cache.inspect(presented())), 'refused');
    assert.equal(source.asked.length, 2);
  });

  test('a clock that was set back makes nothing younger', async () => {
    const { cache, clock, source } = createParts();
    await cache.inspect(presented());
    clock.now = START - 1;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 2);
    clock.now = Number.NaN;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 3);
  });

  test('facts are frozen through and through: no request can change what the next one believes', async () => {
    const { cache, source } = createParts();
    source.ready = () => active({ scopes: ['a'], authorizationDetails: [{ type: 't', actions: ['read'] }] });
    for (const answer of [await cache.inspect(presented()), await cache.inspect(presented())]) {
      assert.ok(answer.state === 'active');
      const { token } = answer;
      assert.throws(() => (token.scopes as string[]).push('admin'), TypeError);
      assert.throws(() => Object.assign(token, { subject: '2' }), TypeError);
      const [detail] = token.authorizationDetails ?? [];
      assert.throws(() => Object.assign(detail ?? {}, { type: 'u' }), TypeError);
      assert.ok(Object.isFrozen(detail?.['actions']));
    }
  });

  test('RFC 9449, 8.2: an answer with a nonce is never kept, because nonces change', async () => {
    const { cache, source } = createParts();
    for (const answer of [active({}, { dpopNonce: 'n0nce' }), { ...refused, dpopNonce: 'n0nce' }]) {
      source.ready = () => answer;
      const before = source.asked.length;
      await cache.inspect(presented());
      assert.deepEqual(await cache.inspect(presented()), await cache.inspect(presented()));
      assert.equal(source.asked.length, before + 3);
    }
  });

  test('RFC 9421: that an answer must be signed is remembered', async () => {
    const { cache, source } = createParts();
    source.ready = () => active({}, { responseSigningRequired: true });
    await cache.inspect(presented());
    const hit = await cache.inspect(presented());
    assert.ok(hit.state === 'active' && hit.responseSigningRequired);
  });

  test('facts that are older than the question keep their age', async () => {
    const { cache, clock, source } = createParts();
    source.ready = () => active({}, { asOf: START - 50_000 });
    await cache.inspect(presented());
    clock.now = START + 10_001;
    await cache.inspect(presented());
    assert.equal(source.asked.length, 2);
  });
});

suite('tokens that are not active', () => {
  test('are refused without asking for a second, unless told otherwise', async () => {
    const { cache, clock, source } = createParts();
    source.ready = () => refused;
    await cache.inspect(presented());
    clock.now += 1000;
    assert.deepEqual(await cache.inspect(presented()), refused);
    assert.equal(source.asked.length, 1);
    clock.now += 1;
    source.ready = () => active();
    assert.equal(await stateOf(cache.inspect(presented())), 'active');
  });

  test('are asked about every time where `inactiveTtl` is 0, and by routes that want fresh facts', async () => {
    const none = createParts({ inactiveTtl: 0 });
    none.source.ready = () => refused;
    await none.cache.inspect(presented());
    await none.cache.inspect(presented());
    assert.equal(none.source.asked.length, 2);
    const fresh = createParts({ inactiveTtl: 60 });
    fresh.source.ready = () => refused;
    await fresh.cache.inspect(presented());
    await fresh.cache.inspect(presented({ maxStaleness: 0 }));
    assert.equal(fresh.source.asked.length, 2);
  });

  test('a token that becomes valid is believed as soon as the authority is asked again', async () => {
    const { cache, source } = createParts({ inactiveTtl: 60 });
    source.ready = () => refused;
    await cache.inspect(presented());
    source.ready = () => active();
    await cache.inspect(presented({ maxStaleness: 0 }));
    assert.equal(await stateOf(cache.inspect(presented())), 'active');
    assert.equal(source.asked.length, 2);
  });

  test('a token that the authority refuses is not active on any route any more', async () => {
    for (const inactiveTtl of [0, 60]) {
      const { cache, source } = createParts({ inactiveTtl });
      await cache.inspect(presented());
      source.ready = () => refused;
      await cache.inspect(presented({ maxStaleness: 0 }));
      assert.equal(await stateOf(cache.inspect(presented())), 'refused');
    }
  });

  test('only the token itself is held against it: not a missing scope, not a malformed request', async () => {
    for (const code of ['insufficient_scope', 'invalid_request', 'use_dpop_nonce'] as const) {
      const { cache, source } = createParts({ inactiveTtl: 60 });
      source.ready = () => ({ ...refused, code });
      await cache.inspect(presented());
      await cache.inspect(presented());
      assert.equal(source.asked.length, 2, code);
    }
  });

  test('a flood of random tokens pushes out no active one, and keeps no more than it may', async () => {
    const { cache, source } = createParts({ maximumEntries: 50, inactiveTtl: 60 });
    await cache.inspect(presented());
    source.ready = () => refused;
    for (let index = 0; index < 500; index += 1) await cache.inspect(presented({ token: `random${index}` }));
    assert.equal(cache.statistics().kept, 51);
    assert.equal(await stateOf(cache.inspect(presented())), 'active');
    assert.equal(source.asked.length, 501);
  });

  test('a question that is asked earlier and answered later does not win over what was learnt since', async () => {
    const { cache, clock, source } = createParts({ inactiveTtl: 60 });
    source.ready = undefined;
    const early = cache.inspect(presented({ maxStaleness: 0 }));
    clock.now += 1;
    const late = cache.inspect(presented({ maxStaleness: 0 }));
    source.answerLast(refused);
    await late;
    source.answer(active());
    await early;
    assert.equal(await stateOf(cache.inspect(presented())), 'refused');
  });
});

suite('the room that active tokens take', () => {
  test('is bounded in entries: the least recently used goes first', async () => {
    const { cache, source } = createParts({ maximumEntries: 2 });
    for (const token of ['a', 'b', 'a', 'c', 'a']) await cache.inspect(presented({ token }));
    assert.equal(source.asked.length, 3);
    await cache.inspect(presented({ token: 'b' }));
    assert.equal(source.asked.length, 4);
  });

  test('is bounded in bytes, whatever the facts are', async () => {
    const { cache, source } = createParts({ maximumBytes: 100_000 });
    source.ready = () => active({ properties: { blob: 'x'.repeat(10_000) } });
    for (let index = 0; index < 100; index += 1) await cache.inspect(presented({ token: `t${index}` }));
    assert.ok(cache.statistics().kept < 6);
    source.ready = () => active({ properties: { blob: 'x'.repeat(100_000) } });
    await cache.inspect(presented({ token: 'huge' }));
    await cache.inspect(presented({ token: 'huge' }));
    assert.equal(source.asked.length, 102);
  });

  test('one token takes a few places at the most, whatever it is presented with', async () => {
    const { cache } = createParts();
    for (let index = 0; index < 50; index += 1) {
      await cache.inspect(presented({ certificate: { pem: 'PEM', thumbprint: `t${index}` } }));
      await cache.inspect(presented(proved({ key: createEcKey() })));
    }
    assert.equal(cache.statistics().kept, 2);
  });
});

suite('another presentation is another question', () => {
  const kinds: Readonly<Record<string, () => Changes>> = {
    'as Bearer': () => ({}),
    'with a certificate': () => ({ certificate: CERTIFICATE }),
    'with another certificate': () => ({ certificate: { pem: 'PEM', thumbprint: 'other' } }),
    'with a proof': () => proved(),
    'with a proof of another key': () => proved({ key: createEcKey() }),
    'with a proof and a certificate': () => ({ ...proved(), certificate: CERTIFICATE }),
    'where it must be bound': () => ({ certificate: CERTIFICATE, mustProve: 'any' }),
    'where it must be bound to a key': () => ({ ...proved(), mustProve: 'dpop' }),
  };
  for (const [first, one] of Object.entries(kinds)) {
    for (const [second, other] of Object.entries(kinds)) {
      if (first === second) continue;
      test(`a token known ${first} is asked about ${second}`, async () => {
        const { cache, source } = createParts({ inactiveTtl: 60 });
        await cache.inspect(presented(one()));
        source.ready = () => refused;
        assert.equal(await stateOf(cache.inspect(presented(other()))), 'refused');
        assert.equal(source.asked.length, 2);
      });
    }
    test(`a token known ${first} is known when it is presented so again`, async () => {
      const { cache, source } = createParts();
      const again = one();
      await cache.inspect(presented(again));
      assert.equal(await stateOf(cache.inspect(presented(again))), 'active');
      assert.equal(source.asked.length, 1);
    });
  }

  test('RFC 9449, 7.1: a fresh proof of the same key needs no question', async () => {
    const { cache, source } = createParts();
    await cache.inspect(presented(proved()));
    assert.equal(await stateOf(cache.inspect(presented(proved()))), 'active');
    assert.equal(source.asked.length, 1);
  });

  test('RFC 9449, 4.3: a proof that only the authority checks goes there every time', async () => {
    const { cache, source } = createParts();
    for (let index = 0; index < 3; index += 1) {
      await cache.inspect(presented(proved({ verifiedHere: false })));
    }
    assert.equal(source.asked.length, 3);
    assert.equal(cache.statistics().kept, 0);
  });

  test('a proof that names no key, or a private one, goes to the authority', async () => {
    const { jwk } = createEcKey();
    const headers = [{}, { jwk: 'x' }, { jwk: { ...jwk, d: 'AAAA' } }, { jwk: { kty: 'oct', k: 'AAAA' } }];
    const texts = headers.map(
      (header) => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.AA`,
    );
    for (const jwt of [...texts, '', '.', 'no.jws.here', `${'A'.repeat(9000)}.e30.AA`]) {
      const { cache, source } = createParts();
      const proof = { jwt, method: 'GET', uri: URI, verifiedHere: true };
      await cache.inspect(presented({ scheme: 'DPoP', proof }));
      await cache.inspect(presented({ scheme: 'DPoP', proof }));
      assert.equal(source.asked.length, 2);
    }
  });

  test('RFC 9421: a request whose signature the authority checks goes there every time', async () => {
    const { cache, source } = createParts();
    const message = { method: 'GET', uri: URI, headers: [], hasBody: false };
    await cache.inspect(presented({ message }));
    await cache.inspect(presented({ message }));
    assert.equal(source.asked.length, 2);
  });

  test('a refusal of one certificate does not touch what is known with another', async () => {
    const { cache, source } = createParts({ inactiveTtl: 0 });
    await cache.inspect(presented({ certificate: CERTIFICATE }));
    source.ready = () => refused;
    await cache.inspect(presented({ certificate: { pem: 'PEM', thumbprint: 'other' } }));
    assert.equal(await stateOf(cache.inspect(presented({ certificate: CERTIFICATE }))), 'active');
  });

  test('a refused proof does not touch what is known with the key', async () => {
    const { cache, source } = createParts({ inactiveTtl: 60 });
    await cache.inspect(presented(proved()));
    source.ready = () => ({ ...refused, code: 'invalid_dpop_proof' });
    await cache.inspect(presented({ ...proved(), maxStaleness: 0 }));
    assert.equal(await stateOf(cache.inspect(presented(proved()))), 'active');
  });
});

suite('options', () => {
  const wrong: readonly (readonly [options: unknown, words: RegExp])[] = [
    [{}, /^options\.ttl:/],
    [{ ttl: 0 }, /^options\.ttl:/],
    [{ ttl: -1 }, /^options\.ttl:/],
    [{ ttl: Infinity }, /^options\.ttl:/],
    [{ ttl: '60' }, /^options\.ttl:/],
    [{ ttl: 60, inactiveTtl: -1 }, /^options\.inactiveTtl:/],
    [{ ttl: 60, inactiveTtl: Number.NaN }, /^options\.inactiveTtl:/],
    [{ ttl: 60, maximumEntries: 0 }, /^options\.maximumEntries:/],
    [{ ttl: 60, maximumBytes: 1.5 }, /^options\.maximumBytes:/],
  ];
  for (const [options, message] of wrong) {
    test(`${JSON.stringify(options)} is refused with a message that names the option`, () => {
      const create = (): unknown =>
        createCachingTokenSource(new ScriptedTokenSource(), options as CachingOptions);
      assert.throws(create, { name: 'TypeError', message });
    });
  }

  test('what is no token source is refused', () => {
    assert.throws(
      () => createCachingTokenSource({} as CachingTokenSource, { ttl: 60 }),
      /^TypeError: source:/,
    );
  });
});
