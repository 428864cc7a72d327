import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Failure } from 'local-authlete';
import { ask, type RunningParts, startParts } from '../running-parts.ts';
import { documentedRows } from './documented-rows.ts';

/** How local Authlete is made to fail, by the name of the row. */
const failures: Readonly<Record<string, Failure>> = {
  'Authlete is slow to begin': { kind: 'slow-headers', delay: 60_000 },
  'Authlete is slow to finish': { kind: 'slow-body', delay: 60_000 },
  'Authlete refuses our credentials': { kind: 'status', status: 401 },
  'Authlete limits the rate': { kind: 'status', status: 429, retryAfter: 17 },
  'Authlete answers 500': { kind: 'status', status: 500 },
  'Authlete answers with HTML': { kind: 'status', status: 503, body: 'html' },
  'Authlete answers with malformed JSON': { kind: 'malformed-json' },
  'Authlete is cut off in the middle of its answer': { kind: 'truncated-body' },
  'Authlete answers with an unknown action': { kind: 'unknown-action' },
  'Authlete redirects': { kind: 'redirect' },
  'Authlete reports an internal error': { kind: 'internal-server-error' },
};

const TIMEOUT = '150';

suite('when Authlete cannot answer', () => {
  for (const [name = '', , logged = ''] of documentedRows('When Authlete cannot answer')) {
    const failure = failures[name];
    if (failure === undefined) continue;
    test(name, async (t) => {
      const parts = await startParts(t, { AUTHLETE_TIMEOUT: TIMEOUT });
      const token = await parts.issueToken();
      parts.authlete.failures.add(failure);
      await checkUnavailable(parts, token, logged, name === 'Authlete limits the rate' ? '17' : '5');
    });
  }

  test('Authlete is down', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    await parts.authlete.close();
    await checkUnavailable(parts, token, '`cannot be reached`', '5');
  });

  test('the token expires between the two steps of UserInfo', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    parts.authlete.failures.add({ kind: 'expiry-before-issue' });
    const answer = await ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
    assert.equal(answer.status, 401);
    assert.match(String(answer.headers['www-authenticate']), /^Bearer error="invalid_token"/);
  });

  test('the second step of UserInfo fails for each of these reasons alike', async (t) => {
    const parts = await startParts(t, { AUTHLETE_TIMEOUT: TIMEOUT, AUTHLETE_CIRCUIT_FAILURES: 'off' });
    const token = await parts.issueToken();
    for (const failure of [...Object.values(failures), { kind: 'missing-response-content' } as const]) {
      parts.authlete.failures.add({ ...failure, endpoint: '/auth/userinfo/issue' });
      const answer = await ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
      assert.equal(answer.status, 503, failure.kind);
      parts.authlete.failures.clear();
    }
  });

  test('what Authlete puts into responseContent never reaches a header', async (t) => {
    const parts = await startParts(t);
    parts.authlete.failures.add({ kind: 'control-characters' });
    const answer = await ask(parts.url, '/api/time', { headers: ['Authorization', 'Bearer unknown'] });
    assert.equal(answer.status, 401);
    assert.match(
      String(answer.headers['www-authenticate']),
      /^Bearer error="invalid_token", error_description="[^"]+"$/,
    );
  });

  test('a missing responseContent is no obstacle to a refusal', async (t) => {
    const parts = await startParts(t);
    parts.authlete.failures.add({ kind: 'missing-response-content' });
    const answer = await ask(parts.url, '/api/time', { headers: ['Authorization', 'Bearer unknown'] });
    assert.equal(answer.status, 401);
    assert.match(String(answer.headers['www-authenticate']), /^Bearer error="invalid_token"/);
  });

  test('an OK that is not usable is not an OK', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    parts.authlete.failures.add({ kind: 'unusable', endpoint: '/auth/introspection' });
    const answer = await ask(parts.url, '/api/time', { headers: ['Authorization', `Bearer ${token}`] });
    assert.equal(answer.status, 401);
  });

  test('the server answers again as soon as Authlete does', async (t) => {
    const parts = await startParts(t, { AUTHLETE_RETRY: 'never' });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'connection-reset', times: 1 });
    assert.equal((await ask(parts.url, '/api/time', { headers })).status, 503);
    assert.equal((await ask(parts.url, '/api/time', { headers })).status, 200);
  });

  test('the page and the tests name the same cases', () => {
    const rows = documentedRows('When Authlete cannot answer').map(([name]) => name);
    const tested = [
      ...Object.keys(failures),
      'Authlete is down',
      'the token expires between the two steps of UserInfo',
    ];
    assert.deepEqual(new Set(rows), new Set(tested));
  });
});

async function checkUnavailable(
  parts: RunningParts,
  token: string,
  logged: string,
  retryAfter: string,
): Promise<void> {
  for (const path of ['/api/time', '/api/userinfo']) {
    const { status, headers, body } = await ask(parts.url, path, {
      headers: ['Authorization', `Bearer ${token}`],
    });
    assert.equal(status, 503, path);
    assert.equal(headers['retry-after'], retryAfter);
    assert.equal(headers['www-authenticate'], undefined);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal((JSON.parse(body) as { error: string }).error, 'temporarily_unavailable');
    const seen = body + parts.log();
    for (const secret of [token, parts.authlete.serviceAccessToken, '<html', 'resultMessage']) {
      assert.ok(!seen.includes(secret), `${secret} is in the answer or in the log`);
    }
  }
  const words = /`([^`]+)`/.exec(logged)?.[1] ?? '';
  assert.ok(parts.log().includes(words), `the log does not say "${words}": ${parts.log()}`);
}
