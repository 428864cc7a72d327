import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { SECRETS } from '../scripted-authlete.ts';
import { body, closed, inTurn, ok, reset, silence, status, truncated } from './answers.ts';
import { start, startUnreachable } from './clocked-client.ts';

const question = { token: SECRETS.token };
const proved = { ...question, dpop: 'a.b.c', htm: 'GET', htu: 'https://api.example.com/' };

const passing: [name: string, failure: RequestListener][] = [
  ['a connection that is reset before the answer', reset],
  ['a connection that is closed before the answer', closed],
  ['HTTP 502', status(502)],
  ['HTTP 503', status(503)],
  ['HTTP 504', status(504)],
];

const standing: [name: string, failure: RequestListener][] = [
  ['HTTP 400', status(400)],
  ['HTTP 401', status(401)],
  ['HTTP 403', status(403)],
  ['HTTP 404', status(404)],
  ['HTTP 404 with a Retry-After', status(404, '1')],
  ['HTTP 429 that does not say for how long', status(429)],
  ['HTTP 500', status(500)],
  ['HTTP 501', status(501)],
  ['a redirect', status(302)],
  ['a connection that breaks in the middle of the answer', truncated],
  ['HTML', body('<p>', 'text/html')],
  ['malformed JSON', body('{"action":')],
  ['a member of another type', body('{"action":7}')],
];

describe('a question that failed is asked a second time', () => {
  for (const [name, failure] of passing) {
    test(`after ${name}`, async (t) => {
      const { client, clock, authlete, events } = await start(t, inTurn(failure, ok));
      const asked = client.introspect(question);
      await clock.waiting();
      assert.deepEqual(clock.waits, [100]);
      clock.advance(99);
      assert.equal(authlete.requests.length, 1);
      clock.advance(1);
      assert.equal((await asked).state, 'answered');
      assert.deepEqual(
        authlete.requests.map(({ url }) => url),
        ['/api/auth/introspection', '/api/auth/introspection'],
      );
      assert.equal(authlete.requests[0]?.body, authlete.requests[1]?.body);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['retry'],
      );
    });
  }

  test('at each of the endpoints: what UserInfo is made of can be made twice', async (t) => {
    const { client, clock } = await start(t, inTurn(reset, ok, reset, ok));
    for (const ask of [
      () => client.userInfo(question),
      () => client.issueUserInfo({ ...question, claims: '{"name":"John"}' }),
    ]) {
      const asked = ask();
      await clock.waiting();
      clock.advance(100);
      assert.equal((await asked).state, 'answered');
    }
  });

  test('where no connection is made', async (t) => {
    const { client, clock, events } = await startUnreachable(t);
    const asked = client.introspect(question);
    await clock.waiting();
    clock.advance(100);
    const failure = { kind: 'connect', code: 'ECONNREFUSED' };
    assert.deepEqual(await asked, { state: 'failed', failure });
    assert.deepEqual(events, [{ type: 'retry', failure, wait: 100 }]);
  });

  test('and not a third time; what the second try met is told', async (t) => {
    const { client, clock, authlete } = await start(t, inTurn(reset, status(503), ok));
    const asked = client.introspect(question);
    await clock.waiting();
    clock.advance(100);
    const failure = { kind: 'http_status', status: 503, retryAfter: undefined };
    assert.deepEqual(await asked, { state: 'failed', failure });
    assert.equal(authlete.requests.length, 2);
    assert.deepEqual(clock.waits, []);
  });

  test('after a wait that differs, so that those who failed together do not come back together', async (t) => {
    for (const [chance, wait] of [
      [0, 50],
      [0.75, 125],
    ] as const) {
      const { client, clock } = await start(t, inTurn(reset, ok));
      clock.chance = chance;
      const asked = client.introspect(question);
      await clock.waiting();
      assert.deepEqual(clock.waits, [wait]);
      clock.advance(wait);
      assert.equal((await asked).state, 'answered');
    }
  });

  test('in the time that is left: a second try that hangs ends with the first’s time', async (t) => {
    const { client, clock } = await start(t, inTurn(reset, silence), { timeout: 300 });
    const asked = client.introspect(question);
    await clock.waiting();
    clock.advance(149);
    assert.deepEqual(await asked, { state: 'failed', failure: { kind: 'timeout', phase: 'headers' } });
  });

  test('with no word of it in an event but the failure', async (t) => {
    const { client, clock, events } = await start(t, inTurn(status(503), ok));
    const asked = client.introspect(question);
    await clock.waiting();
    clock.advance(100);
    await asked;
    const shown = inspect(events, { depth: null, showHidden: true });
    for (const secret of Object.values(SECRETS)) assert.ok(!shown.includes(secret));
  });
});

describe('a question is asked once', () => {
  for (const [name, failure] of standing) {
    test(`after ${name}`, async (t) => {
      const { client, authlete, events } = await start(t, failure);
      assert.equal((await client.introspect(question)).state, 'failed');
      assert.equal(authlete.requests.length, 1);
      assert.deepEqual(events, []);
    });
  }

  test('after an answer that says INTERNAL_SERVER_ERROR, which is an answer', async (t) => {
    const { client, authlete } = await start(t, body('{"action":"INTERNAL_SERVER_ERROR"}'));
    assert.equal((await client.introspect(question)).state, 'answered');
    assert.equal(authlete.requests.length, 1);
  });

  test('after a timeout, which has used the time up', async (t) => {
    const { client, authlete } = await start(t, silence, { timeout: 50 });
    assert.equal((await client.introspect(question)).state, 'failed');
    assert.equal(authlete.requests.length, 1);
  });

  test('where the options say so', async (t) => {
    const { client, authlete } = await start(t, inTurn(reset, ok), { retry: 'never' });
    assert.equal((await client.introspect(question)).state, 'failed');
    assert.equal(authlete.requests.length, 1);
  });

  test('where the wait would take the time that is left', async (t) => {
    const { client, authlete } = await start(t, inTurn(reset, ok));
    assert.equal((await client.introspect(question, { timeout: 100 })).state, 'failed');
    assert.equal(authlete.requests.length, 1);
  });

  test('where the timer came so late that none is left', async (t) => {
    const { client, clock, authlete } = await start(t, inTurn(reset, ok));
    const asked = client.introspect(question);
    await clock.waiting();
    clock.advance(5000);
    assert.deepEqual(await asked, { state: 'failed', failure: { kind: 'connection_lost' } });
    assert.equal(authlete.requests.length, 1);
  });

  test('and at once fails where no time is left at all', async (t) => {
    const { client, authlete } = await start(t, ok);
    for (const timeout of [0, -5, Number.NaN]) {
      const result = await client.introspect(question, { timeout });
      assert.deepEqual(result, { state: 'failed', failure: { kind: 'no_time_left' } });
    }
    assert.equal(authlete.requests.length, 0);
  });

  test('where as many wait for their second try as may', async (t) => {
    const { client, clock, authlete } = await start(t, inTurn(reset, reset, ok), { queue: 1 });
    const results = [client.introspect(question), client.introspect(question)];
    await clock.waiting();
    assert.equal((await Promise.race(results)).state, 'failed');
    clock.advance(100);
    assert.deepEqual((await Promise.all(results)).map(({ state }) => state).toSorted(), [
      'answered',
      'failed',
    ]);
    assert.equal(authlete.requests.length, 3);
  });
});

describe('Retry-After (RFC 9110, section 10.2.3)', () => {
  for (const code of [429, 503]) {
    test(`of HTTP ${code} is waited for, where that fits`, async (t) => {
      const { client, clock, authlete } = await start(t, inTurn(status(code, '2'), ok));
      const asked = client.introspect(question);
      await clock.waiting();
      assert.deepEqual(clock.waits, [2100]);
      clock.advance(2099);
      assert.equal(authlete.requests.length, 1);
      clock.advance(1);
      assert.equal((await asked).state, 'answered');
      assert.equal(authlete.requests.length, 2);
    });

    test(`of HTTP ${code} is passed on at once, where it does not`, async (t) => {
      for (const [retryAfter, timeout] of [
        [17, undefined],
        [2, 2000],
      ] as const) {
        const { client, authlete } = await start(t, inTurn(status(code, String(retryAfter)), ok));
        const failure = { kind: 'http_status', status: code, retryAfter };
        assert.deepEqual(await client.introspect(question, { timeout }), { state: 'failed', failure });
        assert.equal(authlete.requests.length, 1);
      }
    });
  }
});

describe('RFC 9449, 11.1: a question with a DPoP proof, which counts once', () => {
  for (const [name, failure] of [...passing, ['HTTP 429', status(429, '1')] as const]) {
    test(`is not asked again after ${name}`, async (t) => {
      const { client, authlete } = await start(t, inTurn(failure, ok));
      assert.equal((await client.introspect(proved)).state, 'failed');
      assert.equal(authlete.requests.length, 1);
    });
  }

  test('is, where no connection was made and nothing was sent', async (t) => {
    const { client, clock, events } = await startUnreachable(t);
    const asked = client.introspect(proved);
    await clock.waiting();
    clock.advance(100);
    assert.equal((await asked).state, 'failed');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['retry'],
    );
  });
});

test('a client that is closed does not let anybody wait for a second try', async (t) => {
  const { client, clock, authlete } = await start(t, inTurn(reset, ok));
  const asked = client.introspect(question);
  await clock.waiting();
  const closed = client.close();
  assert.deepEqual(await asked, { state: 'failed', failure: { kind: 'closed' } });
  await closed;
  assert.deepEqual(clock.waits, []);
  assert.equal(authlete.requests.length, 1);
});

test('a question that fails while the client closes is not asked again', async (t) => {
  let fail = (): void => undefined;
  const { client, clock, authlete } = await start(t, (request, response) => {
    fail = () => reset(request, response);
  });
  const asked = client.introspect(question);
  while (authlete.requests.length === 0) await new Promise(setImmediate);
  const closed = client.close();
  fail();
  assert.deepEqual(await asked, { state: 'failed', failure: { kind: 'connection_lost' } });
  await closed;
  assert.deepEqual(clock.waits, []);
});
