import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';
import { documentedRows } from './documented-rows.ts';

const HEADING = 'When Authlete fails once, for long, or under load';

/** What the log says, by the name of the row. */
const logged = new Map(
  documentedRows(HEADING).map(([name = '', , words = '']) => [name, /`([^`]+)`/.exec(words)?.[1] ?? '']),
);
const tested = new Set<string>();

/** A test of a row of the page. */
function rowTest(name: string, run: (t: TestContext) => Promise<void>): void {
  tested.add(name);
  test(name, run);
}

function assertLogged(parts: RunningParts, name: string): void {
  const words = logged.get(name) ?? 'the page does not have the row';
  assert.ok(parts.log().includes(words), `the log does not say "${words}": ${parts.log()}`);
}

function assertUnavailable({ status, headers, body }: Answer, retryAfter: string): void {
  assert.equal(status, 503);
  assert.equal(headers['retry-after'], retryAfter);
  assert.equal(headers['www-authenticate'], undefined);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal((JSON.parse(body) as { error: string }).error, 'temporarily_unavailable');
}

suite(HEADING, () => {
  rowTest('Authlete fails once', async (t) => {
    const parts = await startParts(t);
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    for (const path of ['/api/time', '/api/userinfo']) {
      parts.authlete.failures.add({ kind: 'connection-reset', times: 1 });
      assert.equal((await ask(parts.url, path, { headers })).status, 200);
    }
    assertLogged(parts, 'Authlete fails once');
  });

  rowTest('Authlete limits the rate for a second', async (t) => {
    const parts = await startParts(t);
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'status', status: 429, retryAfter: 1, times: 1 });
    assert.equal((await ask(parts.url, '/api/time', { headers })).status, 200);
    assertLogged(parts, 'Authlete limits the rate for a second');
  });

  rowTest('Authlete has failed several times in a row', async (t) => {
    const environment = { AUTHLETE_CIRCUIT_FAILURES: '3', AUTHLETE_CIRCUIT_PAUSE: '60000' };
    const parts = await startParts(t, { ...environment, AUTHLETE_RETRY_DELAY: '1' });
    const token = await parts.issueToken();
    const headers = ['Authorization', `Bearer ${token}`];
    parts.authlete.failures.add({ kind: 'status', status: 503 });
    for (let i = 0; i < 3; i++) assertUnavailable(await ask(parts.url, '/api/time', { headers }), '5');
    // Authlete would answer now, so that whoever is turned away was turned away without asking.
    parts.authlete.failures.clear();
    for (const path of ['/api/time', '/api/userinfo']) {
      assertUnavailable(await ask(parts.url, path, { headers }), '60');
    }
    const ready = await ask(parts.url, '/health/ready');
    assert.equal(ready.body, '{"status":"unavailable","checks":{"authlete":"unavailable","database":"ok"}}');
    assertLogged(parts, 'Authlete has failed several times in a row');
    assert.ok(!parts.log().includes(token));
  });

  rowTest('Authlete answers again', async (t) => {
    const parts = await startParts(t, { AUTHLETE_CIRCUIT_FAILURES: '1', AUTHLETE_CIRCUIT_PAUSE: '100' });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'status', status: 503 });
    assertUnavailable(await ask(parts.url, '/api/time', { headers }), '5');
    parts.authlete.failures.clear();
    let answer = await ask(parts.url, '/api/time', { headers });
    while (answer.status !== 200) {
      assertUnavailable(answer, '1');
      answer = await ask(parts.url, '/api/time', { headers });
    }
    assertLogged(parts, 'Authlete answers again');
    assert.equal((await ask(parts.url, '/health/ready')).status, 200);
  });

  rowTest('more requests come than may wait for Authlete', async (t) => {
    const parts = await startParts(t, { AUTHLETE_CONNECTIONS: '1', AUTHLETE_QUEUE: '2' });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'slow-headers', delay: 1000, times: 1 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(parts.url, '/api/time', { headers })),
    );
    const shed = answers.filter(({ status }) => status !== 200);
    assert.ok(answers.length - shed.length >= 3);
    assert.ok(shed.length > 0);
    for (const answer of shed) assertUnavailable(answer, '5');
    assertLogged(parts, 'more requests come than may wait for Authlete');
  });

  rowTest('Authlete takes longer than the time budget', async (t) => {
    const parts = await startParts(t, { TIME_BUDGET: '100', AUTHLETE_TIMEOUT: '60000' });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'slow-headers', delay: 60_000 });
    assertUnavailable(await ask(parts.url, '/api/time', { headers }), '5');
    assertLogged(parts, 'Authlete takes longer than the time budget');
  });

  test('the page and the tests name the same cases', () => {
    assert.deepEqual(new Set(logged.keys()), tested);
  });
});
