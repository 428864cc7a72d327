import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  type AccessToken,
  createResourceServer,
  type Decision,
  type Denied,
  type Granted,
  type Policy,
  type ResourceServerEvent,
  type ResourceServerOptions,
  type TokenAnswer,
} from '../src/index.ts';
import { accessToken } from './access-tokens.ts';
import { readChallenges } from './challenge-reader.ts';
import { bearerRequest, requestOf } from './requests.ts';
import { InMemoryTokenSource } from './token-sources/in-memory-token-source.ts';

const NOW = 1_800_000_000_000;
const SECRET = 'tok3n-that-nobody-may-see';

/** What a resource server decides about the token `SECRET` that its source answers so about. */
function decide(
  answer: TokenAnswer,
  policy?: Policy,
  options?: Partial<ResourceServerOptions>,
): Promise<Decision> {
  const tokenSource = new InMemoryTokenSource({ [SECRET]: answer });
  const resourceServer = createResourceServer({ audience: null, tokenSource, now: () => NOW, ...options });
  return resourceServer.authorize(bearerRequest(SECRET), policy);
}

function active(facts: Partial<AccessToken> = {}, dpopNonce?: string): TokenAnswer {
  return { state: 'active', token: accessToken(facts), dpopNonce };
}

function assertGranted(decision: Decision): asserts decision is Granted {
  assert.ok(decision.granted);
}

function assertDenied(decision: Decision, code: Denied['code']): asserts decision is Denied {
  assert.ok(!decision.granted);
  assert.equal(decision.code, code);
}

suite('granted', () => {
  test('a token that the source vouches for is granted, with the facts as they came', async () => {
    const answer = active();
    const decision = await decide(answer);
    assertGranted(decision);
    assert.ok(answer.state === 'active');
    assert.equal(decision.token, answer.token);
    assert.deepEqual(decision.headers, { 'Cache-Control': 'no-store', Pragma: 'no-cache' });
  });

  test('RFC 9449, 8.2: the nonce of the source is carried to the client on success', async () => {
    const decision = await decide(active({}, 'n0nce'));
    assert.equal(decision.headers['DPoP-Nonce'], 'n0nce');
    assert.equal(decision.headers['Cache-Control'], 'no-store');
  });

  test('the source is asked about exactly the token that was presented, once', async () => {
    const tokenSource = new InMemoryTokenSource({ 'a-._~+/==': active() });
    const resourceServer = createResourceServer({ audience: null, tokenSource });
    assertGranted(await resourceServer.authorize(requestOf({ authorization: 'BEARER   a-._~+/==' })));
    assert.deepEqual(tokenSource.asked, ['a-._~+/==']);
  });

  test('RFC 6750, 2.2: a token in the form is granted where the policy says so, and only there', async () => {
    const tokenSource = new InMemoryTokenSource({ T: active() });
    const resourceServer = createResourceServer({ audience: null, tokenSource });
    const request = requestOf({ method: 'POST', form: 'access_token=T' });
    assertGranted(await resourceServer.authorize(request, { credentials: 'header-or-form' }));
    assertDenied(await resourceServer.authorize(request), 'no_credentials');
  });
});

suite('denied', () => {
  test('RFC 6750, 3.1: without credentials nobody is asked', async () => {
    const tokenSource = new InMemoryTokenSource({});
    const resourceServer = createResourceServer({ audience: null, tokenSource });
    for (const authorization of [undefined, '', 'Basic x', 'Bearer', 'Bearer a b', 'Bearer "a"']) {
      assert.ok(!(await resourceServer.authorize(requestOf({ authorization }))).granted);
    }
    assert.deepEqual(tokenSource.asked, []);
  });

  test('RFC 6750, 3.1: what the source refuses is denied in its terms', async () => {
    const rows = [
      ['invalid_token', 'token_not_active', 401],
      ['insufficient_scope', 'insufficient_scope', 403],
      ['invalid_request', 'request_refused', 400],
    ] as const;
    for (const [code, denial, status] of rows) {
      const decision = await decide({ state: 'refused', code, reason: 'why', dpopNonce: 'n0nce' });
      assertDenied(decision, denial);
      assert.equal(decision.status, status);
      assert.equal(decision.reason, 'why');
      assert.equal(decision.headers['DPoP-Nonce'], 'n0nce');
      const [challenge] = await readChallenges(decision);
      assert.equal(challenge?.parameters.error, code);
    }
  });

  test('an authority that cannot answer is no fault of the token: 503, Retry-After, no challenge', async () => {
    const decision = await decide({ state: 'unavailable', reason: 'why', retryAfter: 7 });
    assertDenied(decision, 'authority_unavailable');
    assert.equal(decision.status, 503);
    assert.equal(decision.reason, 'why');
    assert.equal(decision.headers['Retry-After'], '7');
    assert.equal(decision.headers['WWW-Authenticate'], undefined);
    assert.match(decision.body, /"temporarily_unavailable"/);
  });

  test('RFC 6750, 3.1: a token without a needed scope is told which scopes are needed', async () => {
    const decision = await decide(active({ scopes: ['a'] }, 'n0nce'), { scopes: { allOf: ['a', 'b'] } });
    assertDenied(decision, 'insufficient_scope');
    assert.equal(decision.status, 403);
    assert.equal(decision.headers['DPoP-Nonce'], 'n0nce');
    const [challenge] = await readChallenges(decision);
    assert.equal(challenge?.parameters.scope, 'a b');
  });

  test('the clock that was given decides about expiry, not the source', async () => {
    assertGranted(await decide(active({ expiresAt: NOW + 1 })));
    assertDenied(await decide(active({ expiresAt: NOW })), 'token_expired');
  });

  test('RFC 8705, 3: a token bound to a certificate is denied to a request that proved none', async () => {
    assertDenied(await decide(active({ certificateThumbprint: 'x' })), 'token_bound');
  });

  test('RFC 9110, 11.5: every challenge carries the realm', async () => {
    const tokenSource = new InMemoryTokenSource({});
    const resourceServer = createResourceServer({ audience: null, tokenSource, realm: 'the "api"' });
    for (const authorization of [undefined, 'Bearer', 'Bearer unknown']) {
      const decision = await resourceServer.authorize(requestOf({ authorization }));
      assertDenied(decision, decision.granted ? 'no_credentials' : decision.code);
      const [challenge] = await readChallenges(decision);
      assert.equal(challenge?.parameters.realm, 'the "api"');
    }
  });
});

suite('events', () => {
  const answers: readonly (readonly [TokenAnswer, ResourceServerEvent['type']])[] = [
    [active(), 'access_granted'],
    [active({ expiresAt: 1 }), 'access_denied'],
    [{ state: 'refused', code: 'invalid_token', reason: 'why' }, 'access_denied'],
    [{ state: 'unavailable', reason: 'why' }, 'access_denied'],
  ];
  for (const [answer, type] of answers) {
    test(`a token that is ${answer.state} makes one event, ${type}, about its request`, async () => {
      const events: ResourceServerEvent[] = [];
      const resourceServer = createResourceServer({
        audience: null,
        tokenSource: new InMemoryTokenSource({ [SECRET]: answer }),
        onEvent: (event) => events.push(event),
      });
      const request = bearerRequest(SECRET);
      const decision = await resourceServer.authorize(request);
      assert.equal(events.length, 1);
      const [event] = events;
      assert.equal(event?.type, type);
      assert.equal(event.request, request);
      if (event.type === 'access_denied') assert.equal(event.denied, decision);
      if (event.type === 'access_granted') assert.ok(decision.granted && event.token === decision.token);
    });
  }

  test('neither a decision nor an event holds the token, but for the request itself', async () => {
    const events: ResourceServerEvent[] = [];
    const options = { onEvent: (event: ResourceServerEvent) => events.push(event) };
    const decisions = [
      await decide(active(), undefined, options),
      await decide(active({ scopes: [] }), { scopes: { allOf: ['x'] } }, options),
      await decide({ state: 'refused', code: 'invalid_token', reason: 'why' }, undefined, options),
      await decide({ state: 'unavailable', reason: 'why' }, undefined, options),
    ];
    const resourceServer = createResourceServer({
      audience: null,
      tokenSource: new InMemoryTokenSource({}),
      ...options,
    });
    for (const authorization of [`Bearer ${SECRET} x`, `Bearer ${SECRET}"`, `Bearer${SECRET}`, SECRET]) {
      decisions.push(await resourceServer.authorize(requestOf({ authorization })));
    }
    const told = events.map((event) => ({ ...event, request: undefined }));
    assert.equal(told.length, decisions.length);
    assert.doesNotMatch(JSON.stringify([decisions, told]), new RegExp(SECRET));
  });
});

test('requests that are decided at the same time do not mix', async () => {
  const waiting = new Map<string, () => void>();
  const resourceServer = createResourceServer({
    audience: null,
    tokenSource: {
      async inspect({ token }) {
        await new Promise<void>((resolve) => waiting.set(token, resolve));
        return active({ subject: `subject of ${token}` });
      },
    },
  });
  const tokens = Array.from({ length: 50 }, (_, index) => `t${index}`);
  const decisions = tokens.map((token) => resourceServer.authorize(bearerRequest(token)));
  // Every other one first, then the rest backwards.
  const order = [...tokens.filter((_, index) => index % 2 === 0), ...tokens.toReversed()];
  await setImmediate();
  order.forEach((token) => waiting.get(token)?.());
  for (const [index, decision] of (await Promise.all(decisions)).entries()) {
    assertGranted(decision);
    assert.equal(decision.token.subject, `subject of t${index}`);
  }
});

suite('programming errors', () => {
  test('a token source that rejects or throws breaks its contract: authorize rejects, and opens no door', async () => {
    const error = new Error('broken');
    const rejecting = { inspect: () => Promise.reject(error) };
    const throwing = {
      inspect: () => {
        throw error;
      },
    };
    for (const tokenSource of [rejecting, throwing]) {
      await assert.rejects(
        createResourceServer({ audience: null, tokenSource }).authorize(bearerRequest('T')),
        error,
      );
    }
  });

  test('a token source that answers outside its contract opens no door either', async () => {
    for (const answer of [undefined, null, {}, { state: 'ACTIVE' }, { state: 'refused', code: 'other' }]) {
      const tokenSource = { inspect: () => Promise.resolve(answer as unknown as TokenAnswer) };
      await assert.rejects(
        createResourceServer({ audience: null, tokenSource }).authorize(bearerRequest('T')),
        TypeError,
      );
    }
  });

  test('a listener that throws fails the request', async () => {
    const error = new Error('broken');
    const onEvent = (): never => {
      throw error;
    };
    await assert.rejects(decide(active(), undefined, { onEvent }), error);
  });

  test('a policy that is not one is refused before anybody is asked', async () => {
    const tokenSource = new InMemoryTokenSource({});
    const resourceServer = createResourceServer({ audience: null, tokenSource });
    const policy = { scopes: { allOf: [] } };
    await assert.rejects(resourceServer.authorize(bearerRequest('T'), policy), TypeError);
    assert.deepEqual(tokenSource.asked, []);
  });

  test('an option that is wrong is named', () => {
    const tokenSource = new InMemoryTokenSource({});
    for (const wrong of [undefined, null, {}, () => undefined]) {
      assert.throws(
        () => createResourceServer({ audience: null, tokenSource: wrong as never }),
        /options\.tokenSource/,
      );
    }
    for (const realm of ['', 'caf\u00e9', 'a\r\nSet-Cookie: b=c']) {
      assert.throws(() => createResourceServer({ audience: null, tokenSource, realm }), /options\.realm/);
    }
  });

  test('a resource server cannot be changed after it was made', () => {
    assert.ok(
      Object.isFrozen(createResourceServer({ audience: null, tokenSource: new InMemoryTokenSource({}) })),
    );
  });
});
