// The keys of a transmitter, as its key set is read over the network.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { createReceiver, type ReceiverUnderTest } from './receiving.ts';
import { claims, type KEY, NOW, publicJwk, sign } from './transmitter.ts';

interface Transmitter extends ReceiverUnderTest {
  /** How often the key set was asked for. */
  readonly downloads: () => number;
  /** Lets so many milliseconds pass. */
  readonly pass: (milliseconds: number) => void;
  /** The status of the answer to a genuine event, each with an identifier of its own, signed with this key. */
  readonly push: (kid?: string, key?: typeof KEY) => Promise<number>;
}

/** A receiver that reads its keys from a real server, and a clock that the test moves. */
async function startTransmitter(t: TestContext, answer: RequestListener): Promise<Transmitter> {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  let downloads = 0;
  const server = createServer((request, response) => {
    downloads += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const receiver = createReceiver({ keys: { jwksUri }, now: Date.now });
  let pushed = 0;
  return {
    ...receiver,
    downloads: () => downloads,
    pass: (milliseconds) => t.mock.timers.tick(milliseconds),
    push: async (kid, key) => {
      const token = await sign(claims({ jti: String((pushed += 1)) }), kid === undefined ? {} : { kid }, key);
      return (await receiver.deliver(token)).status;
    },
  };
}

suite('a key set', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  test('is read once, when the first token comes', async (t) => {
    const { push, downloads } = await startTransmitter(t, (_request, response) =>
      response.end(JSON.stringify({ keys: [publicJwk()] })),
    );
    assert.equal(downloads(), 0);
    for (let times = 0; times < 5; times += 1) assert.equal(await push(), 202);
    assert.equal(downloads(), 1);
  });

  test('is read again for a key that it does not have, so that a new one is found', async (t) => {
    const keys = [publicJwk()];
    const { push, downloads, pass } = await startTransmitter(t, (_request, response) =>
      response.end(JSON.stringify({ keys })),
    );
    assert.equal(await push(), 202);
    keys.push(publicJwk(other, 'key-2'));
    pass(10_000);
    assert.equal(await push('key-2', other), 202);
    assert.equal(downloads(), 2);
  });

  test('keys that nobody has cause no more than one download in ten seconds', async (t) => {
    const { push, downloads, pass, revoked } = await startTransmitter(t, (_request, response) =>
      response.end(JSON.stringify({ keys: [publicJwk()] })),
    );
    for (const expected of [1, 2, 3]) {
      for (let times = 0; times < 50; times += 1) {
        assert.equal(await push(`nobody's ${times}`, other), 400);
      }
      assert.equal(downloads(), expected);
      pass(10_000);
    }
    assert.deepEqual(revoked, []);
  });

  test('a key that was withdrawn ages out', async (t) => {
    let keys = [publicJwk()];
    const { push, pass } = await startTransmitter(t, (_request, response) =>
      response.end(JSON.stringify({ keys })),
    );
    assert.equal(await push(), 202);
    keys = [publicJwk(other, 'key-2')];
    pass(600_000);
    assert.equal(await push(), 400);
  });

  test('a second key under the same name is not guessed at', async (t) => {
    const { push, reports } = await startTransmitter(t, (_request, response) =>
      response.end(JSON.stringify({ keys: [publicJwk(other), publicJwk()] })),
    );
    assert.equal(await push(), 400);
    assert.equal(reports[0]?.fault, 'unknown_key');
  });
});

suite('a key set that cannot be had: 503, no more than one download in ten seconds, and recovery', () => {
  const failures: Readonly<Record<string, RequestListener>> = {
    'the server fails': (_request, response) => response.writeHead(500).end(),
    'it is not JSON': (_request, response) => response.end('<html>'),
    'it is no key set': (_request, response) => response.end('{"keys":1}'),
    'it is elsewhere': (_request, response) => response.writeHead(302, { Location: '/other' }).end(),
    'it has no end': (_request, response) => response.end('x'.repeat(300_000)),
    'the connection ends': (request) => request.socket.destroy(),
  };
  for (const [name, answer] of Object.entries(failures)) {
    test(name, async (t) => {
      let current = answer;
      const { push, downloads, pass, reports } = await startTransmitter(t, (...of) => current(...of));
      for (let times = 0; times < 10; times += 1) assert.equal(await push(), 503);
      assert.equal(downloads(), 1);
      assert.equal(reports[0]?.outcome, 'failed');
      current = (_request, response) => response.end(JSON.stringify({ keys: [publicJwk()] }));
      pass(10_000);
      assert.equal(await push(), 202);
    });
  }

  test('a clock that was set back does not prolong the wait', async (t) => {
    const { push, downloads } = await startTransmitter(t, (_request, response) =>
      response.writeHead(500).end(),
    );
    assert.equal(await push(), 503);
    t.mock.timers.setTime(NOW - 10_000);
    assert.equal(await push(), 503);
    assert.equal(downloads(), 2);
  });
});
