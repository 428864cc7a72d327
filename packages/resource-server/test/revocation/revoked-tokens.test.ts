// What becomes of requests with tokens that were revoked here, at a resource server and at a UserInfo endpoint.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createMemoryReplicaStore,
  createResourceServer,
  createUserInfoEndpoint,
  DENIALS,
  type Denied,
  type EventListener,
  type PresentedToken,
  type Revocations,
  type TokenAnswer,
  type TokenSource,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { boundRequest } from '../binding/bound-requests.ts';
import { serverFor } from '../binding/bound-servers.ts';
import { bearerRequest } from '../requests.ts';
import { InMemoryTokenSource } from '../token-sources/in-memory-token-source.ts';
import { InMemoryUserInfoAuthority } from '../userinfo/in-memory-user-info-authority.ts';
import { createWithClock, START } from './revoking.ts';

const REQUEST = bearerRequest('t1');

/** How the answer to the request is found: at a resource server, and at a UserInfo endpoint. Both know one token. */
const HOUSES: Readonly<Record<string, (revocations: Revocations, onEvent?: EventListener) => Ask>> = {
  'a resource server': (revocations, onEvent) => {
    const server = createResourceServer({
      tokenSource: new InMemoryTokenSource({ t1: { state: 'active', token: accessToken({}) } }),
      audience: null,
      revocations,
      ...(onEvent && { onEvent }),
    });
    return async () => {
      const decision = await server.authorize(REQUEST);
      return decision.granted ? { status: 200, headers: decision.headers, body: '' } : decision;
    };
  },
  'a UserInfo endpoint': (revocations, onEvent) => {
    const token = accessToken({ subject: '1' });
    const endpoint = createUserInfoEndpoint({
      authority: new InMemoryUserInfoAuthority({
        t1: { inspection: { state: 'active', token, claimNames: [] } },
      }),
      claimSource: { findClaims: async () => ({}) },
      revocations,
      ...(onEvent && { onEvent }),
    });
    return () => endpoint.answer(REQUEST);
  },
};

type Ask = () => Promise<Pick<Denied, 'headers' | 'body'> & { status: number }>;

for (const [name, createHouse] of Object.entries(HOUSES)) {
  suite(`at ${name}`, () => {
    for (const target of [{ token: 't1' }, { subject: '1' }, { client: '1001' }] as const) {
      test(`a revocation of ${JSON.stringify(target)} is effective for the very next request`, async () => {
        const { revocations } = createWithClock();
        const codes: string[] = [];
        const ask = createHouse(revocations, (event) => {
          if (event.type === 'access_denied') codes.push(event.denied.code);
        });
        assert.equal((await ask()).status, 200);
        await revocations.revoke(target);
        const { status, headers, body } = await ask();
        assert.equal(status, 401);
        // The words are those for any token that is not active: who revoked it is nobody's business.
        const { description } = DENIALS.token_not_active;
        const challenge = `Bearer error="invalid_token", error_description="${description}"`;
        assert.equal(headers['WWW-Authenticate'], challenge);
        assert.deepEqual(JSON.parse(body), { error: 'invalid_token', error_description: description });
        assert.deepEqual(codes, ['token_revoked']);
      });
    }

    test('a store that fails is never an open door: 503, and no challenge', async () => {
      const store = { ...createMemoryReplicaStore(), count: () => 1 };
      for (const read of [
        () => Promise.reject(new Error('connection refused')),
        () => {
          throw new Error('connection refused');
        },
      ]) {
        const codes: string[] = [];
        const ask = createHouse(createWithClock({ store: { ...store, read } }).revocations, (event) => {
          if (event.type === 'access_denied') codes.push(event.denied.code);
        });
        const { status, headers, body } = await ask();
        assert.equal(status, 503);
        assert.equal(headers['Retry-After'], '5');
        assert.equal(headers['WWW-Authenticate'], undefined);
        assert.doesNotMatch(body, /connection/);
        assert.deepEqual(codes, ['revocation_store_unavailable']);
      }
    });
  });
}

suite('facts that a source has kept', () => {
  /** A source that answers with facts of these times, after the start, in turn; and what it was asked. */
  function sourceOf(...times: (number | undefined)[]): TokenSource & { asked: PresentedToken[] } {
    const asked: PresentedToken[] = [];
    return {
      asked,
      async inspect(presented): Promise<TokenAnswer> {
        asked.push(presented);
        const time = times.shift();
        const asOf = time === undefined ? undefined : START + time;
        return { state: 'active', token: accessToken({}), asOf };
      },
    };
  }

  async function serverWith(tokenSource: TokenSource) {
    const { revocations, clock } = createWithClock({
      authority: { revoke: async () => ({ state: 'told' }) },
    });
    await revocations.revoke({ subject: '1' });
    clock.now += 1000;
    const server = createResourceServer({ tokenSource, audience: null, revocations, now: () => clock.now });
    return { ask: () => server.authorize(REQUEST, { maxStaleness: 60, staleIfError: 60 }) };
  }

  test('those that are older than a revocation are asked for anew, with nothing kept allowed', async () => {
    const source = sourceOf(-500, 1000);
    const { ask } = await serverWith(source);
    assert.ok((await ask()).granted);
    assert.deepEqual(
      source.asked.map(({ token, maxStaleness, staleIfError }) => [token, maxStaleness, staleIfError]),
      [
        ['t1', 60_000, 60_000],
        ['t1', 0, undefined],
      ],
    );
  });

  test('those that are newer, and those that were told for this request, are right', async () => {
    for (const time of [500, undefined]) {
      const source = sourceOf(time);
      const { ask } = await serverWith(source);
      assert.ok((await ask()).granted);
      assert.equal(source.asked.length, 1);
    }
  });

  test('a source that has nothing newer is not believed: 503', async () => {
    const { ask } = await serverWith(sourceOf(-500, -500));
    const decision = await ask();
    assert.ok(!decision.granted);
    assert.deepEqual([decision.code, decision.status], ['authority_unavailable', 503]);
    assert.match(decision.reason, /older than a revocation/);
  });

  test('what the source says the second time decides', async () => {
    for (const [answer, code] of [
      [{ state: 'refused', code: 'invalid_token', reason: '' }, 'token_not_active'],
      [{ state: 'unavailable', reason: '' }, 'authority_unavailable'],
    ] as const) {
      const kept: TokenAnswer = { state: 'active', token: accessToken({}), asOf: START - 500 };
      const answers = [kept, answer];
      const { ask } = await serverWith({ inspect: async () => answers.shift() ?? kept });
      const decision = await ask();
      assert.ok(!decision.granted);
      assert.equal(decision.code, code);
    }
  });
});

test('a proof that comes with a revoked token is not verified', async () => {
  const { revocations } = createWithClock();
  await revocations.revoke({ subject: '1' });
  const proofVerifier = {
    algorithms: ['ES256'] as const,
    verify: () => assert.fail('the proof was verified'),
    currentNonce: () => undefined,
  };
  const decision = await serverFor('key', { revocations, proofVerifier }).authorize(
    boundRequest('DPoP', 'right'),
  );
  assert.ok(!decision.granted);
  assert.equal(decision.code, 'token_revoked');
});

test('what a source refuses stays refused in its words, and the store is not read for it', async () => {
  const store = { ...createMemoryReplicaStore(), count: () => 1, read: () => assert.fail('it was read') };
  const { revocations } = createWithClock({ store });
  const tokenSource = new InMemoryTokenSource({});
  const decision = await createResourceServer({ tokenSource, audience: null, revocations }).authorize(
    REQUEST,
  );
  assert.ok(!decision.granted);
  assert.equal(decision.code, 'token_not_active');
});

test('revocations that are none are refused by name', () => {
  const tokenSource = new InMemoryTokenSource({});
  assert.throws(
    () => createResourceServer({ tokenSource, audience: null, revocations: {} as never }),
    /^TypeError: options\.revocations: /,
  );
});
