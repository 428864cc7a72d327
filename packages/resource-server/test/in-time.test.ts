import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTime } from '../src/in-time.ts';

const never = new Promise<never>(() => undefined);

test('work that is done in time settles as it does', async () => {
  assert.equal(await inTime(60_000, Promise.resolve(1), 'late'), 1);
  await assert.rejects(inTime(60_000, Promise.reject(new Error('broken')), 'late'), /broken/);
});

test('work that takes longer is late, however little time there was', async () => {
  for (const milliseconds of [5, 0, -5]) assert.equal(await inTime(milliseconds, never, 'late'), 'late');
});

test('work that fails too late harms nobody', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  assert.equal(await inTime(1, promise, 'late'), 'late');
  reject(new Error('too late'));
  await new Promise(setImmediate);
});

test('no timer outlives the work', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await inTime(60_000, Promise.resolve(1), 'late');
  await assert.rejects(inTime(60_000, Promise.reject(new Error('broken')), 'late'));
  assert.equal(timers(), before);
});
