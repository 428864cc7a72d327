import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { TimeLimitExceeded, within } from '../../src/userinfo/time-limit.ts';

test('work that is done in time settles as it does', async () => {
  assert.equal(await within(1000, Promise.resolve(1)), 1);
  await assert.rejects(within(1000, Promise.reject(new Error('broken'))), /broken/);
});

test('what is not a promise is a result', async () => {
  assert.equal(await within(1000, 1 as unknown as Promise<number>), 1);
});

test('work that takes longer rejects when the time is up, not before', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let settled = false;
  const result = within(1000, new Promise(() => undefined)).finally(() => (settled = true));
  t.mock.timers.tick(999);
  await Promise.resolve();
  assert.ok(!settled);
  t.mock.timers.tick(1);
  await assert.rejects(result, TimeLimitExceeded);
});

test('no timer outlives the work', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await within(60_000, Promise.resolve(1));
  await assert.rejects(within(60_000, Promise.reject(new Error('broken'))));
  assert.equal(timers(), before);
});
