import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';
import { ADMIN, ADMIN_TOKEN } from './admin-client.ts';

function read({ adminUrl }: RunningParts): Promise<Answer> {
  return ask(adminUrl, '/metrics', { headers: ['Authorization', `Bearer ${ADMIN_TOKEN}`] });
}

/** The value of one line, `undefined` where there is no such line. */
async function valueOf(parts: RunningParts, line: string): Promise<number | undefined> {
  const { body } = await read(parts);
  const found = body.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

suite('GET /metrics at the admin listener', () => {
  test('counts decisions by their code, and UserInfo responses by what they are', async (t) => {
    const parts = await startParts(t, ADMIN);
    const token = await parts.issueToken();
    const good = ['Authorization', `Bearer ${token}`];
    await ask(parts.url, '/api/time', { headers: good });
    await ask(parts.url, '/api/userinfo', { headers: good });
    await ask(parts.url, '/api/time');
    await ask(parts.url, '/api/time', { headers: ['Authorization', 'Bearer unknown'] });
    assert.equal(await valueOf(parts, 'resource_server_decisions_total{code="granted"}'), 2);
    assert.equal(await valueOf(parts, 'resource_server_decisions_total{code="no_credentials"}'), 1);
    assert.equal(await valueOf(parts, 'resource_server_decisions_total{code="token_not_active"}'), 1);
    assert.equal(await valueOf(parts, 'resource_server_user_info_total{media_type="application/json"}'), 1);
  });

  test('shows what the cache has done, and second tries at Authlete', async (t) => {
    const parts = await startParts(t, { ...ADMIN, INTROSPECTION_CACHE_TTL: '60' });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    parts.authlete.failures.add({ kind: 'status', status: 503, times: 1 });
    for (let index = 0; index < 3; index += 1) await ask(parts.url, '/api/time', { headers });
    assert.equal(await valueOf(parts, 'resource_server_cache_answers_total{source="kept"}'), 2);
    assert.equal(await valueOf(parts, 'resource_server_cache_answers_total{source="authority"}'), 1);
    assert.equal(await valueOf(parts, 'resource_server_cache_kept'), 1);
    assert.equal(await valueOf(parts, 'resource_server_authlete_events_total{event="retry"}'), 1);
  });

  test('is the text format of Prometheus, and holds neither tokens nor subjects', async (t) => {
    const parts = await startParts(t, ADMIN);
    const token = await parts.issueToken({ subject: 'somebody-whom-nobody-may-see' });
    await ask(parts.url, '/api/time', { headers: ['Authorization', `Bearer ${token}`] });
    const { status, headers, body } = await read(parts);
    assert.equal(status, 200);
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(body, /^# TYPE resource_server_decisions_total counter$/m);
    assert.match(body, /^process_resident_memory_bytes /m);
    assert.ok(!body.includes(token) && !body.includes('somebody-whom-nobody-may-see'));
  });

  test('is there for those with the token alone, and on the public listener for nobody', async (t) => {
    const parts = await startParts(t, ADMIN);
    assert.equal((await ask(parts.adminUrl, '/metrics')).status, 401);
    const headers = ['Authorization', `Bearer ${ADMIN_TOKEN}`];
    assert.equal((await ask(parts.url, '/metrics', { headers })).status, 404);
    const deleted = await ask(parts.adminUrl, '/metrics', { method: 'DELETE', headers });
    assert.equal(deleted.status, 405);
    assert.equal(deleted.headers.allow, 'GET, HEAD');
  });
});
