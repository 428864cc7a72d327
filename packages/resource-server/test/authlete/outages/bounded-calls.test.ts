import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, test } from 'node:test';
import type { AuthleteClient, AuthleteResult } from '../../../src/authlete/index.ts';
import { clientOf, SECRETS, startAuthlete, startSocketServer } from '../scripted-authlete.ts';
import { ok, silence } from './answers.ts';
import { startUnreachable } from './clocked-client.ts';

const question = { token: SECRETS.token };
const OVERLOADED = { state: 'failed', failure: { kind: 'overloaded' } };

function askAtOnce(client: AuthleteClient, times: number): Promise<AuthleteResult<unknown>>[] {
  return Array.from({ length: times }, () => client.introspect(question));
}

describe('a flood of questions', () => {
  test('is asked over so many connections, so many wait, and the rest is shed at once', async (t) => {
    const held: (() => void)[] = [];
    const hold: RequestListener = (request, response) => held.push(() => ok(request, response));
    const { baseUrl, requests, connections } = await startAuthlete(t, hold);
    const client = clientOf(t, baseUrl, { connections: 4, queue: 8 });
    const asked = askAtOnce(client, 100);
    assert.deepEqual(
      await Promise.all(asked.slice(12)),
      Array.from({ length: 88 }, () => OVERLOADED),
    );
    let answered = 0;
    while (answered < 12) {
      assert.ok(held.length <= 4);
      const answer = held.shift();
      if (answer === undefined) {
        await new Promise(setImmediate);
      } else {
        answer();
        answered += 1;
      }
    }
    const results = await Promise.all(asked.slice(0, 12));
    assert.ok(results.every(({ state }) => state === 'answered'));
    assert.deepEqual([requests.length, connections()], [12, 4]);
  });

  test('waits for nothing where nobody may wait', async (t) => {
    const { baseUrl } = await startAuthlete(t, ok);
    const client = clientOf(t, baseUrl, { connections: 1, queue: 0 });
    const results = await Promise.all(askAtOnce(client, 3));
    assert.deepEqual(
      results.map(({ state }) => state),
      ['answered', 'failed', 'failed'],
    );
  });

  test('waits in its own time: who gets no connection in it is told, and not asked for later', async (t) => {
    const { baseUrl, requests } = await startAuthlete(t, silence);
    const client = clientOf(t, baseUrl, { connections: 1, timeout: 200 });
    const first = client.introspect(question);
    const second = client.introspect(question, { timeout: 50 });
    assert.deepEqual(await second, { state: 'failed', failure: { kind: 'timeout', phase: 'connection' } });
    assert.equal((await first).state, 'failed');
    assert.equal(requests.length, 1);
  });

  test('makes few calls while Authlete is down, and leaves nothing behind', async (t) => {
    let seen = 0;
    const baseUrl = await startSocketServer(t, (socket) => {
      seen += 1;
      socket.resetAndDestroy();
    });
    const client = clientOf(t, baseUrl, { connections: 8, queue: 64, retryDelay: 1, circuitPause: 60_000 });
    for (let wave = 0; wave < 20; wave++) {
      const results = await Promise.all(askAtOnce(client, 500));
      assert.ok(results.every(({ state }) => state === 'failed'));
    }
    // What may be under way when the circuit opens, each asked at most twice.
    assert.ok(seen <= 2 * (8 + 64), `${seen} calls were made for 10,000 questions`);
  });

  test('finds no more waiting for a second try than may, where nobody listens', async (t) => {
    const { client, clock } = await startUnreachable(t, { connections: 8, queue: 64 });
    const asked = askAtOnce(client, 500);
    await Promise.all(asked.slice(72));
    await clock.waiting(64);
    await asked[71];
    assert.equal(clock.waits.length, 64);
    clock.advance(100);
    const results = await Promise.all(asked);
    assert.ok(results.every(({ state }) => state === 'failed'));
    assert.deepEqual(clock.waits, []);
  });
});
