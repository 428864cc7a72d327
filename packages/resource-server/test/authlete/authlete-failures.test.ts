import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import {
  type AuthleteClient,
  type AuthleteFailure,
  createAuthleteTokenSource,
  createAuthleteUserInfoAuthority,
  describeAuthleteFailure,
} from '../../src/authlete/index.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { plainClientOf, SECRETS, startAuthlete, startSocketServer } from './scripted-authlete.ts';

const credentials = new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token });
const json = { 'content-type': 'application/json' };

/** What each misbehaviour of an HTTP server is called; `{}` bodies would be answers without an action. */
const httpFailures: [name: string, script: RequestListener, expected: AuthleteFailure][] = [
  [
    'HTTP 401 in JSON',
    (_, response) => response.writeHead(401, json).end(`{"resultMessage":"${SECRETS.body}"}`),
    { kind: 'http_status', status: 401, retryAfter: undefined },
  ],
  [
    'HTTP 403 in JSON',
    (_, response) => response.writeHead(403, json).end(`{"resultMessage":"${SECRETS.body}"}`),
    { kind: 'http_status', status: 403, retryAfter: undefined },
  ],
  [
    'HTTP 404 in HTML',
    (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end(`<p>${SECRETS.body}</p>`),
    { kind: 'http_status', status: 404, retryAfter: undefined },
  ],
  [
    'HTTP 429 with Retry-After',
    (_, response) => response.writeHead(429, { ...json, 'retry-after': '17' }).end(SECRETS.body),
    { kind: 'http_status', status: 429, retryAfter: 17 },
  ],
  [
    'HTTP 503 in HTML',
    (_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end(`<p>${SECRETS.body}</p>`),
    { kind: 'http_status', status: 503, retryAfter: undefined },
  ],
  [
    'HTTP 500 with an OK in its body',
    (_, response) => response.writeHead(500, json).end('{"action":"OK","clientId":1,"usable":true}'),
    { kind: 'http_status', status: 500, retryAfter: undefined },
  ],
  [
    'HTTP 201 with an OK in its body',
    (_, response) => response.writeHead(201, json).end('{"action":"OK","clientId":1,"usable":true}'),
    { kind: 'http_status', status: 201, retryAfter: undefined },
  ],
  [
    'HTTP 204',
    (_, response) => response.writeHead(204).end(),
    { kind: 'http_status', status: 204, retryAfter: undefined },
  ],
  [
    'HTML with status 200',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('{"action":"OK"}'),
    { kind: 'content_type' },
  ],
  [
    'no content type',
    (_, response) => response.writeHead(200).end('{"action":"OK"}'),
    { kind: 'content_type' },
  ],
  [
    'a content type that only begins like JSON',
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json-seq' }).end('{"action":"OK"}'),
    { kind: 'content_type' },
  ],
  [
    'two content types',
    (_, response) => {
      response.writeHead(200, ['content-type', 'application/json', 'content-type', 'text/html']).end('{}');
    },
    { kind: 'content_type' },
  ],
  ['an empty body', (_, response) => response.writeHead(200, json).end(), { kind: 'malformed_json' }],
  [
    'broken JSON',
    (_, response) => response.writeHead(200, json).end(`{"action":"OK","responseContent":"${SECRETS.body}`),
    { kind: 'malformed_json' },
  ],
  ['a JSON array', (_, response) => response.writeHead(200, json).end('[]'), { kind: 'malformed_json' }],
  ['a JSON string', (_, response) => response.writeHead(200, json).end('"OK"'), { kind: 'malformed_json' }],
  ['JSON null', (_, response) => response.writeHead(200, json).end('null'), { kind: 'malformed_json' }],
  [
    'invalid UTF-8',
    (_, response) => response.writeHead(200, json).end(Buffer.from('{"action":"OK","x":"\xff"}', 'latin1')),
    { kind: 'malformed_json' },
  ],
  [
    'a body of 3 MB',
    (_, response) => response.writeHead(200, json).end(`{"x":"${SECRETS.body.repeat(110_000)}"}`),
    { kind: 'too_large' },
  ],
  [
    'a chunked body of 3 MB',
    (_, response) => {
      response.writeHead(200, json);
      response.write('{"x":"');
      response.end(SECRETS.body.repeat(110_000));
    },
    { kind: 'too_large' },
  ],
  [
    'a header of 20 kB',
    (_, response) => response.writeHead(200, { ...json, 'x-long': SECRETS.body.repeat(700) }).end('{}'),
    { kind: 'too_large' },
  ],
];

describe('a failure to hear Authlete', { concurrency: true }, () => {
  for (const [name, script, expected] of httpFailures) {
    test(`${name} is ${expected.kind}`, async (t) => {
      const { baseUrl } = await startAuthlete(t, script);
      await assertFailure(plainClientOf(t, baseUrl), expected);
    });
  }

  test('a redirect is a failure of its own, and nobody is asked at its Location', async (t) => {
    const elsewhere = await startAuthlete(t, (_, response) => {
      response.writeHead(200, json).end('{"action":"OK","clientId":1}');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const { baseUrl } = await startAuthlete(t, (_, response) => {
        response.writeHead(status, { location: `${elsewhere.baseUrl}/api/auth/introspection` }).end();
      });
      await assertFailure(plainClientOf(t, baseUrl), { kind: 'redirect', status });
    }
    assert.equal(elsewhere.requests.length, 0);
  });

  test('a refused connection names the system code', async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await assertFailure(plainClientOf(t, `http://127.0.0.1:${port}`), {
      kind: 'connect',
      code: 'ECONNREFUSED',
    });
  });

  test('an https address where plain HTTP is spoken cannot be connected to', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => response.end());
    const client = plainClientOf(t, baseUrl.replace('http:', 'https:'));
    const result = await client.introspect({ token: SECRETS.token });
    assert.equal(result.state === 'failed' && result.failure.kind, 'connect');
  });

  test('a reset before the answer is a lost connection', async (t) => {
    const baseUrl = await startSocketServer(t, (socket) => socket.resetAndDestroy());
    await assertFailure(plainClientOf(t, baseUrl), { kind: 'connection_lost' });
  });

  test('an orderly close before the answer is a lost connection', async (t) => {
    const baseUrl = await startSocketServer(t, (socket) => socket.end());
    await assertFailure(plainClientOf(t, baseUrl), { kind: 'connection_lost' });
  });

  test('a close in mid-body is truncated, even where the piece is a JSON object', async (t) => {
    const body = '{"action":"OK","clientId":1,"usable":true}';
    const baseUrl = await startSocketServer(t, (socket) => {
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n${body}`);
    });
    await assertFailure(plainClientOf(t, baseUrl), { kind: 'truncated' });
  });

  test('a close in the middle of a chunked body is truncated', async (t) => {
    const baseUrl = await startSocketServer(t, (socket) => {
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
      );
    });
    await assertFailure(plainClientOf(t, baseUrl), { kind: 'truncated' });
  });

  test('something that is not HTTP is a protocol failure', async (t) => {
    const baseUrl = await startSocketServer(t, (socket) => socket.end(`SSH-2.0-${SECRETS.body}\r\n`));
    await assertFailure(plainClientOf(t, baseUrl), { kind: 'protocol' });
  });

  test('more pending questions than allowed are not asked, and there is room again afterwards', async (t) => {
    const { baseUrl, requests } = await startAuthlete(t, (_, response) => {
      setImmediate(() => response.writeHead(200, json).end('{"action":"UNAUTHORIZED"}'));
    });
    const client = plainClientOf(t, baseUrl, { connections: 1, queue: 1 });
    const ask = () => client.introspect({ token: SECRETS.token });
    const results = await Promise.all([ask(), ask(), ask()]);
    assert.deepEqual(
      results.map(({ state }) => state),
      ['answered', 'answered', 'failed'],
    );
    assert.deepEqual(results[2], { state: 'failed', failure: { kind: 'overloaded' } });
    assert.equal((await ask()).state, 'answered');
    assert.equal(requests.length, 3);
  });

  test('a closed client asks nothing any more', async (t) => {
    const { baseUrl, requests } = await startAuthlete(t, (_, response) => response.end());
    const client = plainClientOf(t, baseUrl);
    await Promise.all([client.close(), client.close()]);
    const result = await client.introspect({ token: SECRETS.token });
    assert.deepEqual(result, { state: 'failed', failure: { kind: 'closed' } });
    assert.equal(requests.length, 0);
  });
});

describe('a question to Authlete that takes too long', { concurrency: true }, () => {
  test('runs into the budget where the server accepts and says nothing', async (t) => {
    const baseUrl = await startSocketServer(t, () => undefined);
    await assertTimeout(plainClientOf(t, baseUrl, { timeout: 150 }), 'headers');
  });

  test('runs into the timeout of the headers', async (t) => {
    const baseUrl = await startSocketServer(t, () => undefined);
    await assertTimeout(plainClientOf(t, baseUrl, { headersTimeout: 50 }), 'headers');
  });

  test('runs into the timeout of the body where the body stops', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.writeHead(200, json).write('{"action":');
    });
    await assertTimeout(plainClientOf(t, baseUrl, { bodyTimeout: 50 }), 'body');
  });

  test('runs into the budget where the body drips, whatever the pause between two drops', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.writeHead(200, json);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    await assertTimeout(plainClientOf(t, baseUrl, { timeout: 150 }), 'body');
  });

  test('gives up in time while it waits for a connection', async (t) => {
    const baseUrl = await startSocketServer(t, () => undefined);
    const client = plainClientOf(t, baseUrl, { timeout: 150, connections: 1 });
    await Promise.all([assertTimeout(client, 'headers'), assertTimeout(client, 'connection')]);
  });

  test('does not hold back an error status whose body never ends', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.writeHead(503, { 'retry-after': '3' }).write('…');
    });
    const result = await plainClientOf(t, baseUrl, { timeout: 300 }).introspect({ token: SECRETS.token });
    const failure = { kind: 'http_status', status: 503, retryAfter: 3 };
    assert.deepEqual(result, { state: 'failed', failure });
  });
});

test('questions that waited through a stall of Authlete do not cost a connection each', async (t) => {
  let stalled = true;
  const { baseUrl, connections } = await startAuthlete(t, (_, response) => {
    if (!stalled) {
      response.writeHead(200, json).end('{"action":"UNAUTHORIZED"}');
    }
  });
  const client = plainClientOf(t, baseUrl, { timeout: 150, connections: 1 });
  const ask = () => client.introspect({ token: SECRETS.token });
  const results = await Promise.all(Array.from({ length: 20 }, ask));
  assert.ok(results.every(({ state }) => state === 'failed'));
  stalled = false;
  assert.equal((await ask()).state, 'answered');
  // One for those that waited, one for the answer; one more where the twenty did not begin within the same millisecond.
  assert.ok(connections() <= 5, `${connections()} connections`);
});

test('the connection is kept after an error status', async (t) => {
  const { baseUrl, connections } = await startAuthlete(t, (_, response) => {
    response.writeHead(429, { 'content-type': 'text/html' }).end('<p>slow down</p>');
  });
  const client = plainClientOf(t, baseUrl, { connections: 1 });
  for (let i = 0; i < 3; i++) {
    await client.introspect({ token: SECRETS.token });
  }
  assert.equal(connections(), 1);
});

test('the sentence about refused credentials says whose they are', () => {
  for (const status of [401, 403]) {
    const sentence = describeAuthleteFailure({ kind: 'http_status', status, retryAfter: undefined });
    assert.match(sentence, /Authlete refused the service credentials .* check service\.api_key/);
  }
});

async function assertTimeout(
  client: AuthleteClient,
  phase: 'connection' | 'headers' | 'body',
): Promise<void> {
  const result = await client.introspect({ token: SECRETS.token });
  assert.deepEqual(result, { state: 'failed', failure: { kind: 'timeout', phase } });
}

/** Every face of the client tells the same failure, and none shows a secret. */
async function assertFailure(client: AuthleteClient, expected: AuthleteFailure): Promise<void> {
  const result = await client.introspect({ token: SECRETS.token });
  assert.deepEqual(result, { state: 'failed', failure: expected });
  const authority = createAuthleteUserInfoAuthority(client);
  const answers = [
    await createAuthleteTokenSource(client).inspect(credentials),
    await authority.inspect(credentials),
    await authority.issue(credentials, { claims: { name: 'John' } }),
  ];
  for (const answer of answers) {
    assert.deepEqual(answer, {
      state: 'unavailable',
      reason: describeAuthleteFailure(expected),
      retryAfter: expected.kind === 'http_status' ? expected.retryAfter : undefined,
    });
  }
  const shown = inspect([result, answers, client], { depth: null, showHidden: true });
  for (const secret of [...Object.values(SECRETS), Buffer.from(SECRETS.apiSecret).toString('base64')]) {
    assert.ok(!shown.includes(secret), `${secret} is shown`);
  }
}
