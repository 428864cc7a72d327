import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createReadinessCheck } from '../../src/readiness.ts';
import { ask, startParts } from '../running-parts.ts';

suite('health', () => {
  test('the server is live and ready', async (t) => {
    const { url } = await startParts(t);
    const live = await ask(url, '/health/live');
    assert.deepEqual([live.status, live.body], [200, '{"status":"ok"}']);
    const ready = await ask(url, '/health/ready');
    assert.deepEqual(
      [ready.status, ready.body],
      [200, '{"status":"ok","checks":{"authlete":"ok","database":"ok"}}'],
    );
    assert.equal(ready.headers['cache-control'], 'no-store');
  });

  test('without Authlete the server is live but not ready, and says which part is missing, not why', async (t) => {
    const { url, authlete } = await startParts(t);
    await authlete.close();
    assert.equal((await ask(url, '/health/live')).status, 200);
    const ready = await ask(url, '/health/ready');
    assert.equal(ready.status, 503);
    assert.equal(ready.body, '{"status":"unavailable","checks":{"authlete":"unavailable","database":"ok"}}');
  });

  test('whoever asks often does not make the server ask Authlete as often', async () => {
    let asked = 0;
    let time = 0;
    const count = async (): Promise<boolean> => {
      asked += 1;
      return true;
    };
    const readiness = createReadinessCheck({ authlete: count, database: async () => true }, () => time);
    await Promise.all(Array.from({ length: 100 }, readiness));
    assert.equal(asked, 1);
    time = 999;
    await readiness();
    assert.equal(asked, 1);
    time = 1000;
    await readiness();
    assert.equal(asked, 2);
  });
});
