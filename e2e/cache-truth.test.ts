// What is kept must never answer another question than the one that it was asked. A cached server is primed with one question and
// asked another, beside a server that asks Authlete every time: nobody may be able to tell them apart.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Policy } from '../packages/resource-server/src/index.ts';
import {
  type Attempt,
  CachedAndUncached,
  MY_CERTIFICATE,
  MY_KEY,
  type Outcome,
  START,
} from './cached-and-uncached.ts';

interface Case {
  readonly name: string;
  /** Of the token, in the words of `/auth/token/create`. */
  readonly token?: object;
  /** What is asked first. */
  readonly prime?: Attempt;
  /** What is asked then, and the status that is right. */
  readonly next: Attempt;
  readonly expected: number;
}

const details = (type: string): Policy => ({ authorizationDetails: [{ type, actions: ['read'] }] });

const CASES: readonly Case[] = [
  { name: 'scope, none then one', next: { policy: { scopes: { allOf: ['admin'] } } }, expected: 403 },
  {
    name: 'scope, one then another',
    token: { scopes: ['openid', 'email'] },
    prime: { policy: { scopes: { allOf: ['email'] } } },
    next: { policy: { scopes: { allOf: ['email', 'phone'] } } },
    expected: 403,
  },
  {
    name: 'scope, a missing one then one that is there',
    prime: { policy: { scopes: { allOf: ['admin'] } } },
    next: { policy: { scopes: { allOf: ['openid'] } } },
    expected: 200,
  },
  {
    name: 'audience (RFC 8707)',
    token: { resources: ['https://api.example.com'] },
    prime: { policy: { audience: 'https://api.example.com' } },
    next: { policy: { audience: 'https://other.example.com' } },
    expected: 401,
  },
  {
    name: 'audience of a token that names none',
    next: { policy: { audience: 'https://api.example.com' } },
    expected: 401,
  },
  {
    name: 'subject, one then another',
    prime: { policy: { subject: { is: '1' } } },
    next: { policy: { subject: { is: '2' } } },
    expected: 403,
  },
  {
    name: 'subject of a token of nobody',
    token: { grantType: 'CLIENT_CREDENTIALS', subject: undefined, scopes: [] },
    next: { policy: { subject: 'required' } },
    expected: 401,
  },
  {
    name: 'acr (RFC 9470)',
    token: { acr: 'bronze' },
    prime: { policy: { acrValues: ['bronze'] } },
    next: { policy: { acrValues: ['gold'] } },
    expected: 401,
  },
  {
    name: 'age of the sign-in (RFC 9470)',
    token: { authTime: START / 1000 - 100 },
    prime: { policy: { maxAge: 200 } },
    next: { policy: { maxAge: 60 } },
    expected: 401,
  },
  {
    name: 'authorization details (RFC 9396)',
    token: { authorizationDetails: { elements: [{ type: 'account', actions: ['read'] }] } },
    prime: { policy: details('account') },
    next: { policy: details('payment') },
    expected: 403,
  },
  { name: 'client', next: { policy: { clients: ['1002'] } }, expected: 403 },
  { name: 'grant type', next: { policy: { grantTypes: ['client_credentials'] } }, expected: 403 },
  { name: 'a rule of the route', next: { policy: { where: () => false } }, expected: 403 },
  {
    name: 'certificate (RFC 8705), mine then another',
    token: MY_CERTIFICATE,
    prime: { certificate: 'mine' },
    next: { certificate: 'another' },
    expected: 401,
  },
  {
    name: 'certificate, mine then none',
    token: MY_CERTIFICATE,
    prime: { certificate: 'mine' },
    next: {},
    expected: 401,
  },
  {
    name: 'certificate, mine then one that cannot be read',
    token: MY_CERTIFICATE,
    prime: { certificate: 'mine' },
    next: { certificate: 'malformed' },
    expected: 401,
  },
  {
    name: 'certificate, none then mine',
    token: MY_CERTIFICATE,
    prime: {},
    next: { certificate: 'mine' },
    expected: 200,
  },
  {
    name: 'certificate, mine twice',
    token: MY_CERTIFICATE,
    prime: { certificate: 'mine' },
    next: { certificate: 'mine' },
    expected: 200,
  },
  {
    name: 'proof (RFC 9449), mine then none',
    token: MY_KEY,
    prime: { proofOf: 'mine' },
    next: {},
    expected: 401,
  },
  {
    name: 'proof, mine then one of another key',
    token: MY_KEY,
    prime: { proofOf: 'mine' },
    next: { proofOf: 'another' },
    expected: 401,
  },
  {
    name: 'proof, mine then one for another method',
    token: MY_KEY,
    prime: { proofOf: 'mine' },
    next: { proofOf: 'mine', proofMethod: 'POST' },
    expected: 401,
  },
  {
    name: 'proof, one of another key then mine',
    token: MY_KEY,
    prime: { proofOf: 'another' },
    next: { proofOf: 'mine' },
    expected: 200,
  },
  {
    name: 'proof, mine twice',
    token: MY_KEY,
    prime: { proofOf: 'mine' },
    next: { proofOf: 'mine' },
    expected: 200,
  },
  {
    name: 'proof of a token that is bound to nothing, then as Bearer',
    prime: { proofOf: 'mine' },
    next: {},
    expected: 200,
  },
  {
    name: 'binding required, after a request that did not ask for it',
    prime: { proofOf: 'mine' },
    next: { proofOf: 'mine', policy: { senderConstraint: 'required' } },
    expected: 401,
  },
  {
    name: 'binding to a key required, of a token that is bound to a certificate',
    token: MY_CERTIFICATE,
    prime: { certificate: 'mine', policy: { senderConstraint: 'required' } },
    next: { certificate: 'mine', policy: { dpop: 'require' } },
    expected: 401,
  },
  {
    name: 'both bindings, then one of them',
    token: { ...MY_CERTIFICATE, ...MY_KEY },
    prime: { certificate: 'mine', proofOf: 'mine' },
    next: { proofOf: 'mine' },
    expected: 401,
  },
];

function statusOf(outcome: Outcome): number {
  return outcome.granted ? 200 : outcome.status;
}

suite('primed with one question and asked another, a cached server answers as an uncached one', () => {
  for (const { name, token: members, prime = {}, next, expected } of CASES) {
    test(name, async (t) => {
      const servers = await CachedAndUncached.start(t);
      const token = await servers.issue(members);
      await servers.send('cached', token, prime);
      assert.equal(statusOf(await servers.compare(token, next)), expected);
      // And what was asked first is still answered as it was.
      await servers.compare(token, prime);
    });
  }
});

suite('when the world changes, a cached server answers as an uncached one', () => {
  test('past the expiry of the token', async (t) => {
    const servers = await CachedAndUncached.start(t, { ttl: 86_400 });
    const token = await servers.issue({ accessTokenDuration: 600 });
    servers.clock.now = START + 599_000;
    assert.equal(statusOf(await servers.compare(token)), 200);
    servers.clock.now = START + 600_000;
    assert.equal(statusOf(await servers.compare(token)), 401);
  });

  test('when the sign-in has become too old in the meantime (RFC 9470)', async (t) => {
    const servers = await CachedAndUncached.start(t);
    const token = await servers.issue({ authTime: START / 1000 });
    const policy = { maxAge: 60 };
    assert.equal(statusOf(await servers.compare(token, { policy })), 200);
    servers.clock.now += 61_000;
    assert.equal(statusOf(await servers.compare(token, { policy })), 401);
  });

  for (const [name, members, attempt] of [
    ['as Bearer', {}, {}],
    ['with a certificate', MY_CERTIFICATE, { certificate: 'mine' }],
    ['with a proof', MY_KEY, { proofOf: 'mine' }],
  ] as const) {
    test(`after a revocation at Authlete, once what is kept is too old for the route: ${name}`, async (t) => {
      const servers = await CachedAndUncached.start(t, { ttl: 30 });
      const token = await servers.issue(members);
      assert.equal(statusOf(await servers.compare(token, attempt)), 200);
      await servers.call('/auth/token/revoke', { accessTokenIdentifier: token });
      const fresh = { ...attempt, policy: { maxStaleness: 0 } };
      assert.equal(statusOf(await servers.compare(token, fresh)), 401, 'fresh facts are asked for');
      assert.equal(statusOf(await servers.compare(token, attempt)), 401, 'what was learnt is learnt for all');
    });

    test(`after a revocation that nobody told, once \`ttl\` has passed: ${name}`, async (t) => {
      const servers = await CachedAndUncached.start(t, { ttl: 30 });
      const token = await servers.issue(members);
      assert.equal(statusOf(await servers.send('cached', token, attempt)), 200);
      await servers.call('/auth/token/revoke', { accessTokenIdentifier: token });
      assert.equal(statusOf(await servers.send('cached', token, attempt)), 200, 'as old as was allowed');
      servers.clock.now += 30_001;
      assert.equal(statusOf(await servers.compare(token, attempt)), 401);
    });

    test(`while Authlete is away, for a route that wants fresh facts: ${name}`, async (t) => {
      const servers = await CachedAndUncached.start(t, { ttl: 30 });
      const token = await servers.issue(members);
      assert.equal(statusOf(await servers.compare(token, attempt)), 200);
      servers.authlete.failures.add({ kind: 'status', status: 503 });
      const fresh = { ...attempt, policy: { maxStaleness: 0 } };
      assert.equal(statusOf(await servers.compare(token, fresh)), 503);
      servers.clock.now += 30_001;
      assert.equal(statusOf(await servers.compare(token, attempt)), 503, 'and for all once `ttl` has passed');
    });
  }

  const targets = {
    token: (token: string) => ({ token }),
    subject: () => ({ subject: '1' }),
    client: () => ({ client: '1001' }),
  };
  for (const [what, targetOf] of Object.entries(targets)) {
    test(`after its ${what} was revoked here and at Authlete: with the very next request`, async (t) => {
      const servers = await CachedAndUncached.start(t);
      const token = await servers.issue();
      assert.equal(statusOf(await servers.compare(token)), 200);
      assert.deepEqual(await servers.revocations.revoke(targetOf(token)), { state: 'told' });
      assert.equal(statusOf(await servers.compare(token)), 401);
      const another = await servers.issue();
      assert.equal(statusOf(await servers.compare(another)), 200, 'a new token is as good as ever');
    });

    test(`after its ${what} was revoked here while Authlete was away: with the very next request`, async (t) => {
      const servers = await CachedAndUncached.start(t);
      const token = await servers.issue();
      assert.equal(statusOf(await servers.compare(token)), 200);
      servers.authlete.failures.add({ kind: 'status', status: 503 });
      assert.equal((await servers.revocations.revoke(targetOf(token))).state, 'failed');
      const old = { policy: { staleIfError: 3600 } };
      assert.equal(statusOf(await servers.send('cached', token, old)), 401, 'nor are old facts used');
      servers.authlete.failures.clear();
      assert.equal(statusOf(await servers.compare(token)), 401);
    });
  }

  test('a revocation that comes while Authlete is asked outdates the answer before it is used again', async (t) => {
    const servers = await CachedAndUncached.start(t);
    const token = await servers.issue();
    servers.authlete.failures.add({ kind: 'slow-headers', delay: 200, times: 1 });
    const underWay = servers.send('cached', token);
    await servers.revocations.outdate({ subject: '1' });
    assert.equal(statusOf(await underWay), 200);
    await servers.call('/auth/token/revoke', { accessTokenIdentifier: token });
    assert.equal(statusOf(await servers.compare(token)), 401);
  });

  test('a token that becomes valid is accepted once its refusal is too old', async (t) => {
    const servers = await CachedAndUncached.start(t, { ttl: 30, inactiveTtl: 1 });
    const token = 'a-token-that-somebody-will-be-issued';
    assert.equal(statusOf(await servers.compare(token)), 401);
    await servers.issue({ accessToken: token });
    servers.clock.now += 1001;
    assert.equal(statusOf(await servers.compare(token)), 200);
  });

  test('RFC 9449, 8.2: where Authlete asks for nonces, every answer has the current one', async (t) => {
    const servers = await CachedAndUncached.start(t);
    servers.authlete.properties.change({ dpopNonceRequired: true });
    const token = await servers.issue();
    for (let index = 0; index < 3; index += 1) {
      const outcome = await servers.compare(token);
      assert.ok(JSON.stringify(outcome.headers).includes('DPoP-Nonce'));
      servers.clock.now += 3_600_000;
    }
  });
});

test('the same token of another tenant is another token', async (t) => {
  const [here, there] = [await CachedAndUncached.start(t), await CachedAndUncached.start(t)];
  const token = await here.issue({ accessToken: 'the-same-token', scopes: ['openid'] });
  assert.equal(statusOf(await here.compare(token)), 200);
  assert.equal(statusOf(await there.compare(token)), 401);
});

test('as long as nothing changes at Authlete, no sequence of requests tells a cached server from an uncached one', async (t) => {
  const servers = await CachedAndUncached.start(t);
  const kinds = [
    () => ({ accessTokenDuration: 600, acr: 'bronze', authTime: servers.clock.now / 1000 }),
    () => ({ ...MY_KEY, scopes: ['openid', 'email'] }),
    () => ({ ...MY_CERTIFICATE, resources: ['https://api.example.com'] }),
    () => ({ ...MY_KEY, ...MY_CERTIFICATE, grantType: 'CLIENT_CREDENTIALS', subject: undefined }),
  ];
  const issueAll = (): Promise<string[]> => Promise.all(kinds.map((kind) => servers.issue(kind())));
  const policy = fc.record(
    {
      scopes: fc.constantFrom({ allOf: ['openid'] }, { allOf: ['email'] }, { anyOf: ['x', 'openid'] }),
      audience: fc.constantFrom('https://api.example.com', 'https://other.example.com', null),
      subject: fc.constantFrom('required' as const, { is: '1' }, { is: '2' }),
      acrValues: fc.constantFrom(['bronze'], ['gold']),
      maxAge: fc.constantFrom(60, 86_400),
      senderConstraint: fc.constant('required' as const),
      dpop: fc.constantFrom('accept' as const, 'require' as const),
      maxStaleness: fc.constantFrom(0, 60),
      staleIfError: fc.constantFrom(0, 60),
    },
    { requiredKeys: [] },
  );
  const attempt = fc.record(
    {
      policy,
      proofOf: fc.constantFrom('mine' as const, 'another' as const),
      proofMethod: fc.constantFrom('GET' as const, 'GET' as const, 'POST' as const),
      certificate: fc.constantFrom('mine' as const, 'another' as const, 'malformed' as const),
    },
    { requiredKeys: [] },
  );
  const step = fc.tuple(fc.nat(kinds.length), attempt, fc.constantFrom(0, 0, 1000, 400_000));
  const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
    const tokens = [...(await issueAll()), 'a-token-that-does-not-exist'];
    for (const [index, request, pause] of steps) {
      servers.clock.now += pause;
      await servers.compare(tokens[index] ?? '', request);
    }
  });
  await fc.assert(property, { numRuns: 40 });
});
