import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ConfigurationError, readServerConfiguration } from '../../src/config.ts';
import { ask, startParts } from '../running-parts.ts';

suite('INTROSPECTION_CACHE_TTL', () => {
  test('is off at first: Authlete is asked about every request', async (t) => {
    const { url, authlete, issueToken } = await startParts(t);
    const headers = ['Authorization', `Bearer ${await issueToken()}`];
    assert.equal((await ask(url, '/api/time', { headers })).status, 200);
    authlete.failures.add({ kind: 'status', status: 503 });
    assert.equal((await ask(url, '/api/time', { headers })).status, 503);
  });

  test('lets one question to Authlete serve the requests that follow, and UserInfo still asks every time', async (t) => {
    const { url, authlete, issueToken } = await startParts(t, { INTROSPECTION_CACHE_TTL: '60' });
    const headers = ['Authorization', `Bearer ${await issueToken()}`];
    assert.equal((await ask(url, '/api/time', { headers })).status, 200);
    assert.equal((await ask(url, '/api/userinfo', { headers })).status, 200);
    authlete.failures.add({ kind: 'status', status: 503 });
    assert.equal((await ask(url, '/api/time', { headers })).status, 200);
    assert.equal((await ask(url, '/api/userinfo', { headers })).status, 503);
    const other = ['Authorization', 'Bearer another-token'];
    assert.equal((await ask(url, '/api/time', { headers: other })).status, 503);
  });

  test('what is kept is never written to the log', async (t) => {
    const { url, log, issueToken } = await startParts(t, { INTROSPECTION_CACHE_TTL: '60' });
    const token = await issueToken();
    const headers = ['Authorization', `Bearer ${token}`];
    for (let index = 0; index < 3; index += 1) await ask(url, '/api/time', { headers });
    assert.ok(!log().includes(token));
  });
});

suite('the settings of the cache', () => {
  const read = (environment: Record<string, string>) =>
    readServerConfiguration({ environment, cwd: import.meta.dirname }).introspectionCache;

  test('have the defaults of the documentation', () => {
    assert.deepEqual(read({ INTROSPECTION_CACHE_TTL: '30' }), {
      caching: { ttl: 30, inactiveTtl: 1, maximumEntries: 10_000, maximumBytes: 33_554_432 },
      staleIfError: 0,
    });
  });

  test('are checked, each with its name', () => {
    const wrong = {
      INTROSPECTION_CACHE_TTL: '-1',
      INTROSPECTION_CACHE_INACTIVE_TTL: 'soon',
      INTROSPECTION_CACHE_ENTRIES: '0',
      INTROSPECTION_CACHE_MEGABYTES: '0',
      INTROSPECTION_STALE_IF_ERROR: '1.5',
    };
    for (const [name, value] of Object.entries(wrong)) {
      assert.throws(
        () => read({ INTROSPECTION_CACHE_TTL: '30', [name]: value }),
        (error) =>
          error instanceof ConfigurationError && error.problems.some(({ setting }) => setting === name),
        name,
      );
    }
  });

  test('old facts are of no use where none are kept, and the start says so', () => {
    assert.throws(() => read({ INTROSPECTION_STALE_IF_ERROR: '60' }), ConfigurationError);
  });
});
