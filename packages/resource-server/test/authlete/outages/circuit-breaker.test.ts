import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, test } from 'node:test';
import {
  type AuthleteClient,
  createAuthleteTokenSource,
  createAuthleteUserInfoAuthority,
} from '../../../src/authlete/index.ts';
import { PresentedAccessToken } from '../../../src/presented-access-token.ts';
import { SECRETS } from '../scripted-authlete.ts';
import { body, closed, inTurn, ok, reset, silence, status, truncated } from './answers.ts';
import { start, startUnreachable } from './clocked-client.ts';

const question = { token: SECRETS.token };
const presented = new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token });
const once = { retry: 'never', circuitPause: 2000 } as const;

async function ask(client: AuthleteClient, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await client.introspect(question);
}

function circuitOpen(retryAfter: number): object {
  return { state: 'failed', failure: { kind: 'circuit_open', retryAfter } };
}

describe('a closed circuit', () => {
  test('opens when so many questions in a row have failed, and not sooner', async (t) => {
    const { client, authlete, events } = await start(t, status(503), { ...once, circuitFailures: 3 });
    await ask(client, 2);
    assert.deepEqual(events, []);
    await ask(client, 1);
    const failure = { kind: 'http_status', status: 503, retryAfter: undefined };
    assert.deepEqual(events, [{ type: 'circuit_opened', failure, pause: 2000 }]);
    assert.deepEqual(await client.introspect(question), circuitOpen(2));
    assert.equal(authlete.requests.length, 3);
  });

  test('stays closed where a question is answered in between', async (t) => {
    const answers = inTurn(reset, reset, ok, reset, reset, body('{"action":"OK"}'), reset, reset, ok);
    const { client, authlete, events } = await start(t, answers, { ...once, circuitFailures: 3 });
    await ask(client, 9);
    assert.equal(authlete.requests.length, 9);
    assert.deepEqual(events, []);
  });

  test('counts a question that was asked twice once', async (t) => {
    const { client, clock, events } = await start(t, reset, { circuitFailures: 2 });
    const first = client.introspect(question);
    await clock.waiting();
    clock.advance(100);
    await first;
    assert.ok(!events.some(({ type }) => type === 'circuit_opened'));
  });

  const illnesses: [name: string, answer: RequestListener][] = [
    ['a connection that is reset', reset],
    ['a connection that is closed', closed],
    ['a connection that breaks in the middle of the answer', truncated],
    ['no answer', silence],
    ['HTTP 502', status(502)],
    ['HTTP 503', status(503)],
    ['HTTP 504', status(504)],
    ['HTTP 429', status(429)],
  ];
  for (const [name, answer] of illnesses) {
    test(`opens for ${name}`, async (t) => {
      const { client, events } = await start(t, answer, { ...once, circuitFailures: 1, timeout: 50 });
      await ask(client, 1);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['circuit_opened'],
      );
    });
  }

  test('opens where no connection is made', async (t) => {
    const { client, events } = await startUnreachable(t, { ...once, circuitFailures: 1 });
    await ask(client, 1);
    assert.equal(events.length, 1);
  });

  const answers: [name: string, answer: RequestListener][] = [
    ['HTTP 400', status(400)],
    ['HTTP 401', status(401)],
    ['HTTP 404', status(404)],
    ['HTTP 500, which one bad question may cause', status(500)],
    ['a redirect', status(302)],
    ['HTML', body('<p>', 'text/html')],
    ['malformed JSON', body('{')],
    ['a member of another type', body('{"action":7}')],
    ['an action INTERNAL_SERVER_ERROR', body('{"action":"INTERNAL_SERVER_ERROR"}')],
    ['an action that is not known', body('{"action":"MAYBE"}')],
  ];
  for (const [name, answer] of answers) {
    test(`stays closed for ${name}`, async (t) => {
      const { client, authlete, events } = await start(t, answer, { ...once, circuitFailures: 1 });
      await ask(client, 3);
      assert.equal(authlete.requests.length, 3);
      assert.deepEqual(events, []);
    });
  }

  test('stays closed for a question that had too little time to say anything of Authlete', async (t) => {
    const { client, authlete, events } = await start(t, silence, { ...once, circuitFailures: 1 });
    for (let i = 0; i < 3; i++) {
      const result = await client.introspect(question, { timeout: 20 });
      assert.equal(result.state === 'failed' && result.failure.kind, 'timeout');
    }
    assert.equal(authlete.requests.length, 3);
    assert.deepEqual(events, []);
  });

  test('stays closed for ever where it is switched off, rate limits included', async (t) => {
    const answers = inTurn(reset, reset, status(429, '30'), ok);
    const { client, events } = await start(t, answers, { ...once, circuitFailures: 'off' });
    await ask(client, 3);
    assert.equal((await client.introspect(question)).state, 'answered');
    assert.deepEqual(events, []);
  });
});

describe('an open circuit', () => {
  const options = { ...once, circuitFailures: 1 };

  test('is one for all calls, and their clients hear when to try again', async (t) => {
    const { client, clock, authlete } = await start(t, reset, options);
    await ask(client, 1);
    clock.advance(500);
    const authority = createAuthleteUserInfoAuthority(client);
    for (const answer of [
      await createAuthleteTokenSource(client).inspect(presented),
      await authority.inspect(presented),
      await authority.issue(presented, { claims: {} }),
    ]) {
      const reason =
        'Authlete is not asked for a while, because it failed or limits the rate (circuit breaker)';
      assert.deepEqual(answer, { state: 'unavailable', reason, retryAfter: 2 });
    }
    assert.equal(authlete.requests.length, 1);
  });

  test('says that Authlete is not reachable without asking, and asks again after the pause', async (t) => {
    const { client, clock, authlete } = await start(t, inTurn(reset, ok), options);
    await ask(client, 1);
    assert.equal((await client.checkReachable()).state, 'failed');
    assert.equal(authlete.requests.length, 1);
    clock.advance(2000);
    assert.equal((await client.checkReachable()).state, 'ok');
    assert.equal(authlete.requests[1]?.url, '/api/lifecycle/healthcheck');
  });

  test('is not closed by the answer to a question that was asked before', async (t) => {
    let answerFirst = (): void => undefined;
    const later: RequestListener = (request, response) => {
      answerFirst = () => ok(request, response);
    };
    const { client, authlete } = await start(t, inTurn(later, reset), options);
    const first = client.introspect(question);
    while (authlete.requests.length === 0) await new Promise(setImmediate);
    await ask(client, 1);
    answerFirst();
    assert.equal((await first).state, 'answered');
    assert.deepEqual(await client.introspect(question), circuitOpen(2));
  });

  test('does not pause for longer because questions that were asked before fail, too', async (t) => {
    const { client, clock, events } = await start(t, reset, options);
    await Promise.all([ask(client, 1), ask(client, 1), ask(client, 1)]);
    assert.equal(events.length, 1);
    clock.advance(2000);
    await ask(client, 1);
    assert.equal(events[1]?.type, 'circuit_half_open');
  });

  test('keeps second tries back, too', async (t) => {
    const { client, clock, authlete } = await start(t, reset, { circuitFailures: 1 });
    const first = client.introspect(question);
    await clock.waiting();
    clock.advance(50);
    const second = client.introspect(question);
    await clock.waiting(2);
    clock.advance(50);
    assert.equal((await first).state, 'failed');
    clock.advance(50);
    assert.deepEqual(await second, circuitOpen(2));
    assert.equal(authlete.requests.length, 3);
  });
});

describe('a circuit after its pause', () => {
  const options = { ...once, circuitFailures: 1 };

  test('lets one of all who ask at once find out, and all when that one is answered', async (t) => {
    let answerProbe = (): void => undefined;
    const probe: RequestListener = (request, response) => {
      answerProbe = () => ok(request, response);
    };
    const { client, clock, authlete, events } = await start(t, inTurn(reset, probe, ok), options);
    await ask(client, 1);
    clock.advance(2000);
    const asked = Array.from({ length: 50 }, () => client.introspect(question));
    const shed = await Promise.all(asked.slice(1));
    for (const result of shed) assert.deepEqual(result, circuitOpen(1));
    while (authlete.requests.length < 2) await new Promise(setImmediate);
    answerProbe();
    assert.equal((await asked[0])?.state, 'answered');
    const results = await Promise.all(Array.from({ length: 50 }, () => client.introspect(question)));
    assert.ok(results.every(({ state }) => state === 'answered'));
    assert.equal(authlete.requests.length, 52);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['circuit_opened', 'circuit_half_open', 'circuit_closed'],
    );
  });

  test('pauses again where that one fails, which is not asked twice', async (t) => {
    const { client, clock, authlete, events } = await start(t, reset, { circuitFailures: 1 });
    const first = client.introspect(question);
    await clock.waiting();
    clock.advance(100);
    await first;
    for (let pause = 1; pause <= 3; pause++) {
      clock.advance(1999);
      assert.deepEqual(await client.introspect(question), circuitOpen(1));
      clock.advance(1);
      const result = await client.introspect(question);
      assert.deepEqual(result, { state: 'failed', failure: { kind: 'connection_lost' } });
      assert.equal(authlete.requests.length, 2 + pause);
    }
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'retry',
        'circuit_opened',
        ...Array.from({ length: 3 }, () => ['circuit_half_open', 'circuit_opened']),
      ].flat(),
    );
  });

  test('closes for any answer, be it an error: Authlete is there again', async (t) => {
    const { client, clock, events } = await start(t, inTurn(reset, status(401), ok), options);
    await ask(client, 1);
    clock.advance(2000);
    await ask(client, 2);
    assert.equal(events.at(-1)?.type, 'circuit_closed');
  });

  test('lets the next one find out where the first had too little time', async (t) => {
    const { client, clock, events } = await start(t, inTurn(reset, silence, ok), options);
    await ask(client, 1);
    clock.advance(2000);
    await client.introspect(question, { timeout: 20 });
    assert.equal((await client.introspect(question)).state, 'answered');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['circuit_opened', 'circuit_half_open', 'circuit_half_open', 'circuit_closed'],
    );
  });

  test('lets the next one find out where the listener broke its contract at the first', async (t) => {
    let shouldThrow = true;
    const onEvent = ({ type }: { type: string }): void => {
      if (type === 'circuit_half_open' && shouldThrow) throw new Error('a bug');
    };
    const { client, clock } = await start(t, inTurn(reset, ok), { ...options, onEvent });
    await ask(client, 1);
    clock.advance(2000);
    await assert.rejects(client.introspect(question), /a bug/);
    shouldThrow = false;
    assert.equal((await client.introspect(question)).state, 'answered');
  });
});

describe('a rate limit that says for how long', () => {
  test('holds for everybody at once', async (t) => {
    const { client, clock, authlete, events } = await start(t, inTurn(status(429, '7'), ok));
    const failure = { kind: 'http_status', status: 429, retryAfter: 7 };
    assert.deepEqual(await client.introspect(question), { state: 'failed', failure });
    assert.deepEqual(events, [{ type: 'circuit_opened', failure, pause: 7000 }]);
    clock.advance(1500);
    assert.deepEqual(await client.userInfo(question), circuitOpen(6));
    clock.advance(5500);
    assert.equal((await client.introspect(question)).state, 'answered');
    assert.equal(authlete.requests.length, 2);
  });

  test('holds from the first answer on, not only when the second try has failed, too', async (t) => {
    const { client, clock, authlete } = await start(t, inTurn(status(429, '1'), ok));
    const first = client.introspect(question);
    await clock.waiting();
    assert.deepEqual(await client.introspect(question), circuitOpen(1));
    clock.advance(1100);
    assert.equal((await first).state, 'answered');
    assert.equal((await client.introspect(question)).state, 'answered');
    assert.equal(authlete.requests.length, 3);
  });

  test('is tested after a minute, whatever it says', async (t) => {
    const { client, clock } = await start(t, inTurn(status(429, '3600'), ok));
    await ask(client, 1);
    clock.advance(59_999);
    assert.deepEqual(await client.introspect(question), circuitOpen(1));
    clock.advance(1);
    assert.equal((await client.introspect(question)).state, 'answered');
  });
});
