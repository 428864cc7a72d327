import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import { type Answer, ask, type Question, type RunningParts, startParts } from '../running-parts.ts';
import { documentedRows } from './documented-rows.ts';

const TIME = '/api/time';
const USER_INFO = '/api/userinfo';
const BOTH = [TIME, USER_INFO];
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'];

interface Case {
  /** Where it is sent; the answers are alike. */
  readonly paths: readonly string[];
  /** What is sent, given a token that is good. */
  readonly send: (token: string, parts: RunningParts) => Question | Promise<Question>;
}

const bearer = (token: string): Question => ({ headers: ['Authorization', `Bearer ${token}`] });
const post = (headers: readonly string[], body: string): Question => ({ method: 'POST', headers, body });

/** By the name of the row; the status, the error and more come from the page. */
const cases: Readonly<Record<string, Case>> = {
  'no Authorization header': { paths: BOTH, send: () => ({}) },
  'an empty Authorization header': { paths: BOTH, send: () => ({ headers: ['Authorization', ''] }) },
  'another scheme (`Basic`)': {
    paths: BOTH,
    send: () => ({ headers: ['Authorization', 'Basic am9objpqb2hu'] }),
  },
  '`BEARERtoken` without a space': {
    paths: BOTH,
    send: (token) => ({ headers: ['Authorization', `BEARER${token}`] }),
  },
  'a token in the query': {
    paths: [],
    send: () => ({}),
  },
  '`Bearer` without a token': { paths: BOTH, send: () => ({ headers: ['Authorization', 'Bearer'] }) },
  'two words behind `Bearer`': { paths: BOTH, send: (token) => bearer(`${token} ${token}`) },
  'two Authorization headers': {
    paths: BOTH,
    send: (token) => ({ headers: ['Authorization', `Bearer ${token}`, 'Authorization', `Bearer ${token}`] }),
  },
  'a token in the header and in the form': {
    paths: [USER_INFO],
    send: (token) => post(['Authorization', `Bearer ${token}`, ...FORM], `access_token=${token}`),
  },
  'a token twice in the form': {
    paths: [USER_INFO],
    send: (token) => post(FORM, `access_token=${token}&access_token=${token}`),
  },
  'broken percent-encoding in the form': {
    paths: [USER_INFO],
    send: (token) => post(FORM, `access_token=${token}%G0`),
  },
  'a token that is not token68': { paths: BOTH, send: () => bearer('to"ken') },
  'a token with non-ASCII characters': { paths: BOTH, send: () => bearer('tökén') },
  'a token of 9,000 characters': { paths: BOTH, send: () => bearer('a'.repeat(9000)) },
  'a header line of 64 KiB': { paths: BOTH, send: () => bearer('a'.repeat(65_536)) },
  'an unknown token': { paths: BOTH, send: () => bearer('nobody-issued-this') },
  'an expired token': {
    paths: BOTH,
    send: async (_token, { authlete, issueToken }) => {
      const token = await issueToken({ accessTokenDuration: 60 });
      authlete.clock.advance(61_000);
      return bearer(token);
    },
  },
  'a revoked token': {
    paths: BOTH,
    send: async (_token, { authlete, issueToken }) => {
      const token = await issueToken();
      await fetch(`${authlete.url}/api/${authlete.serviceId}/auth/token/revoke`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${authlete.serviceAccessToken}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ accessTokenIdentifier: token }),
      });
      return bearer(token);
    },
  },
  'a token bound to a certificate': {
    paths: BOTH,
    send: async (_token, { issueToken }) =>
      bearer(await issueToken({ certificateThumbprint: 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' })),
  },
  'a token bound to a key (DPoP), as Bearer': {
    paths: BOTH,
    send: async (_token, { issueToken }) =>
      bearer(await issueToken({ dpopKeyThumbprint: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' })),
  },
  'a token without `openid` at UserInfo': {
    paths: [USER_INFO],
    send: async (_token, { issueToken }) => bearer(await issueToken({ scopes: ['profile'] })),
  },
  'a token without a subject at UserInfo': {
    paths: [USER_INFO],
    send: async (_token, { issueToken }) =>
      bearer(await issueToken({ grantType: 'CLIENT_CREDENTIALS', subject: undefined, scopes: ['openid'] })),
  },
  'a token whose user was removed at UserInfo': {
    paths: [USER_INFO],
    send: async (_token, { issueToken, store }) => {
      await store.add({ subject: 'gone', username: 'gone' });
      const token = await issueToken({ subject: 'gone' });
      await store.remove('gone');
      return bearer(token);
    },
  },
  'a token whose user is inactive at UserInfo': {
    paths: [USER_INFO],
    send: async (_token, { issueToken, store }) => {
      await store.add({ subject: 'asleep', username: 'asleep', active: false });
      return bearer(await issueToken({ subject: 'asleep' }));
    },
  },
  'a token whose client asked for another user at UserInfo': {
    paths: [USER_INFO],
    send: async (token, { authlete }) => {
      await fetch(`${authlete.url}/local/tokens/claims`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${authlete.serviceAccessToken}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ accessToken: token, claims: { userinfo: { sub: { value: '2' } } } }),
      });
      return bearer(token);
    },
  },
  'a token in a form of another content type': {
    paths: [USER_INFO],
    send: (token) => post(['Content-Type', 'text/plain'], `access_token=${token}`),
  },
  'a token in a JSON body': {
    paths: [USER_INFO],
    send: (token) => post(['Content-Type', 'application/json'], JSON.stringify({ access_token: token })),
  },
  'a form body of 2 MB': {
    paths: [USER_INFO],
    send: (token) => post(FORM, `access_token=${token}&padding=${'a'.repeat(2_000_000)}`),
  },
  'a malformed Content-Type': {
    paths: [USER_INFO],
    send: () => post(['Content-Type', 'no type at all'], 'x'),
  },
  'the wrong method': { paths: BOTH, send: (token) => ({ method: 'DELETE', ...bearer(token) }) },
  'an unknown path': { paths: ['/', '/api', '/api/time/', '/api/times'], send: bearer },
  'a path with dot segments or escapes': {
    paths: ['/api/../api/time', '/api/./time', '//api/time', '/api%2ftime', '/api/time;v=1', '/api/time/..'],
    send: bearer,
  },
};

suite('bad requests', () => {
  for (const [name = '', status, error] of documentedRows('Requests')) {
    if (name === 'bytes that are not HTTP' || name === 'a token in the query') continue;
    test(name, async (t) => {
      const known = cases[name];
      assert.ok(known, 'the page has a row without a test');
      const parts = await startParts(t);
      const question = await known.send(await parts.issueToken(), parts);
      for (const path of known.paths) {
        const answer = await ask(parts.url, path, question);
        assert.equal(String(answer.status), status, path);
        checkWords(answer, (error ?? '').replaceAll('`', ''));
        checkNothingLeaks(answer, parts, question);
      }
    });
  }

  test('a token in the query', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    for (const path of BOTH) {
      const answer = await ask(parts.url, `${path}?access_token=${token}`);
      assert.equal(answer.status, 401);
      checkWords(answer, 'none');
    }
    assert.ok(!parts.log().includes(token), 'the token is in the log');
  });

  test('bytes that are not HTTP', async (t) => {
    const parts = await startParts(t);
    const { hostname, port } = new URL(parts.url);
    const socket = connect(Number(port), hostname);
    socket.end('EHLO example.com\r\n\r\n');
    const received = await text(socket);
    assert.match(received, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(received, /\{"error":"invalid_request"/);
  });

  test('the page and the tests name the same cases', () => {
    const rows = documentedRows('Requests').map(([name]) => name);
    assert.deepEqual(new Set([...Object.keys(cases), 'bytes that are not HTTP']), new Set(rows));
  });

  test('the wrong method is told the right ones', async (t) => {
    const { url } = await startParts(t);
    assert.equal((await ask(url, TIME, { method: 'POST' })).headers.allow, 'GET, HEAD');
    assert.equal((await ask(url, USER_INFO, { method: 'PUT' })).headers.allow, 'GET, HEAD, POST');
  });

  test('a token without `openid` is told which scope it lacks (RFC 6750, section 3.1)', async (t) => {
    const { url, issueToken } = await startParts(t);
    const answer = await ask(url, USER_INFO, bearer(await issueToken({ scopes: ['profile'] })));
    assert.match(
      String(answer.headers['www-authenticate']),
      /^Bearer error="insufficient_scope",.*scope="openid"$/,
    );
  });
});

/** RFC 6750, section 3: the challenge and the body name the same error; without credentials neither names one. */
function checkWords({ status, headers, body }: Answer, error: string): void {
  const challenge = headers['www-authenticate'];
  if (error === 'none') {
    assert.equal(challenge, 'Bearer');
    assert.equal(body, '');
    assert.equal(headers['content-type'], undefined);
  } else {
    assert.equal((JSON.parse(body) as { error: string }).error, error);
    assert.equal(headers['content-type'], 'application/json');
  }
  const challenged = [400, 401, 403].includes(status) && error !== 'none';
  if (challenged) assert.match(String(challenge), new RegExp(`^Bearer error="${error}", `));
  if (status !== 404) assert.equal(headers['cache-control'], 'no-store');
}

function checkNothingLeaks(answer: Answer, parts: RunningParts, { headers = [] }: Question): void {
  const seen = JSON.stringify(answer) + parts.log();
  for (const secret of [
    ...headers.filter((value) => value.startsWith('Bearer ') && value.length > 20),
    parts.authlete.serviceAccessToken,
  ]) {
    assert.ok(!seen.includes(secret.replace('Bearer ', '')), 'a credential is in the answer or in the log');
  }
  assert.ok(!/ at .*\.ts:\d/.test(seen), 'a stack trace is in the answer or in the log');
}
