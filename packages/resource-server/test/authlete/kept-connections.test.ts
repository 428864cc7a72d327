import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { AuthleteOutcome } from '../../src/authlete/authlete-exchange.ts';
import {
  type AuthleteTransport,
  type AuthleteTransportOptions,
  createAuthleteTransport,
} from '../../src/authlete/authlete-transport.ts';
import { jsonAnswer, type RawRequest, startRawServer } from './raw-server.ts';

function transportTo(t: TestContext, origin: string, options?: AuthleteTransportOptions): AuthleteTransport {
  const transport = createAuthleteTransport(origin, 'Bearer secret', options);
  t.after(() => transport.close());
  return transport;
}

/** Answers with the question. */
function echo({ socket, body }: RawRequest): void {
  socket.write(jsonAnswer(JSON.parse(body)));
}

function question(number: number): string {
  return JSON.stringify({ number });
}

function numberIn(outcome: AuthleteOutcome): unknown {
  return outcome.state === 'answered' ? outcome.json['number'] : outcome.failure;
}

/** Waits until something is so, for as long as a test may take. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

describe('a question', { concurrency: true }, () => {
  test('is these bytes', async (t) => {
    const { origin, requests } = await startRawServer(t, echo);
    await transportTo(t, origin).post('/api/auth/introspection', '{"x":"\u00fc\u20ac\u{1f600}"}');
    assert.deepEqual(requests[0]?.head.split('\r\n'), [
      'POST /api/auth/introspection HTTP/1.1',
      `host: ${new URL(origin).host}`,
      'connection: keep-alive',
      'accept: application/json',
      'content-type: application/json',
      'authorization: Bearer secret',
      'content-length: 17',
    ]);
    assert.equal(Buffer.from(requests[0].body, 'latin1').toString(), '{"x":"\u00fc\u20ac\u{1f600}"}');
  });

  test('goes to an IPv6 address as well', async (t) => {
    const server = createServer();
    server.listen(0, '::1');
    try {
      await once(server, 'listening');
    } catch {
      t.skip('there is no IPv6 here');
      return;
    }
    server.on('connection', (socket) => socket.once('data', () => socket.write(jsonAnswer({ number: 6 }))));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const transport = createAuthleteTransport(`http://[::1]:${port}`, 'Bearer secret');
    t.after(async () => {
      await transport.close();
      server.close();
    });
    assert.equal(numberIn(await transport.post('/', '{}')), 6);
  });
});

describe('the connections', { concurrency: true }, () => {
  test('are as many as a burst needs, and after it the last one alone is used', async (t) => {
    const { origin, requests, opened } = await startRawServer(t, echo);
    const transport = transportTo(t, origin);
    const ask = async (number: number): Promise<void> => {
      assert.equal(numberIn(await transport.post('/', question(number))), number);
    };
    await Promise.all([ask(0), ask(1), ask(2), ask(3), ask(4)]);
    for (let number = 5; number < 15; number += 1) await ask(number);
    assert.equal(opened(), 5);
    const later = new Set(requests.slice(5).map(({ connection }) => connection));
    assert.equal(later.size, 1);
  });

  test('are not more than allowed, and questions wait in their order', async (t) => {
    const { origin, requests, opened } = await startRawServer(t, echo);
    const transport = transportTo(t, origin, { connections: 1 });
    const numbers = [0, 1, 2, 3, 4];
    const outcomes = await Promise.all(numbers.map((number) => transport.post('/', question(number))));
    assert.deepEqual(outcomes.map(numberIn), numbers);
    assert.deepEqual(
      requests.map(({ body }) => body),
      numbers.map(question),
    );
    assert.equal(opened(), 1);
  });

  test('that the server closes after an answer, without saying so, are not used again', async (t) => {
    const { origin, opened } = await startRawServer(t, (request) => {
      echo(request);
      request.socket.end();
    });
    const transport = transportTo(t, origin);
    for (let number = 0; number < 10; number += 1) {
      assert.equal(numberIn(await transport.post('/', question(number))), number);
      // The end of the connection has arrived by now: the test is about what has arrived, not about what is on its way.
      await sleep(5);
    }
    assert.equal(opened(), 10);
  });

  test('that the server wants to close, or keeps for a second only, are closed', async (t) => {
    for (const fields of ['connection: close\r\n', 'keep-alive: timeout=1\r\n']) {
      const { origin, opened, open } = await startRawServer(t, ({ socket }) => {
        socket.write(jsonAnswer({ number: 1 }, fields));
      });
      const transport = transportTo(t, origin, { connections: 1 });
      // While others wait for the connection, and after that.
      const outcomes = await Promise.all([transport.post('/', '{}'), transport.post('/', '{}')]);
      assert.deepEqual([...outcomes, await transport.post('/', '{}')].map(numberIn), [1, 1, 1]);
      assert.equal(opened(), 3, fields);
      await until(() => open() === 0);
    }
  });

  test('are all gone once the transport is closed, which waits for the questions under way', async (t) => {
    const { origin, open } = await startRawServer(t, (request) => {
      setImmediate(() => echo(request));
    });
    const transport = createAuthleteTransport(origin, 'Bearer secret');
    const asked = [transport.post('/', question(1)), transport.post('/', question(2))];
    await transport.close();
    assert.deepEqual((await Promise.all(asked)).map(numberIn), [1, 2]);
    await until(() => open() === 0);
  });
});

describe('an answer is never taken for that to another question', () => {
  const unasked = jsonAnswer({ number: 'unasked' });

  test('where more comes than was asked for', async (t) => {
    const { origin, opened } = await startRawServer(t, (request) => {
      request.socket.write(jsonAnswer(JSON.parse(request.body)) + unasked);
    });
    const transport = transportTo(t, origin);
    for (let number = 0; number < 3; number += 1) {
      assert.equal(numberIn(await transport.post('/', question(number))), number);
    }
    assert.equal(opened(), 3);
  });

  test('where something comes later that nobody has asked for', async (t) => {
    const { origin, open, opened, requests } = await startRawServer(t, echo);
    const transport = transportTo(t, origin);
    for (let number = 0; number < 3; number += 1) {
      assert.equal(numberIn(await transport.post('/', question(number))), number);
      requests.at(-1)?.socket.write(unasked);
      await until(() => open() === 0);
    }
    assert.equal(opened(), 3);
  });

  test('where it has arrived but was not read before the next question', async (t) => {
    const { origin, requests } = await startRawServer(t, echo);
    const transport = transportTo(t, origin);
    assert.equal(numberIn(await transport.post('/', question(0))), 0);
    await turn();
    requests[0]?.socket.write(unasked);
    // The server is in this process, so the bytes are there; nothing reads them while this loop runs.
    const blockedUntil = Date.now() + 20;
    while (Date.now() < blockedUntil);
    assert.equal(numberIn(await transport.post('/', question(1))), 1);
  });

  test('where the question was given up, and answered after all', async (t) => {
    const { origin, requests } = await startRawServer(t, (request) => {
      if (request.body !== question(0)) echo(request);
    });
    const transport = transportTo(t, origin, { connections: 1 });
    const { state } = await transport.post('/', question(0), 100);
    assert.equal(state, 'failed');
    const next = transport.post('/', question(1));
    requests[0]?.socket.write(unasked);
    assert.equal(numberIn(await next), 1);
  });
});
