import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createMemoryReplayStore,
  type MemoryReplayStore,
} from '../../../src/binding/dpop/memory-replay-store.ts';
import { testReplayStore } from './replay-store-contract.ts';

const START = Date.UTC(2026, 10, 23, 14, 45, 2, 345);

function createWithClock(maximumEntries?: number) {
  let now = START;
  const options = { now: () => now, ...(maximumEntries === undefined ? {} : { maximumEntries }) };
  return {
    store: createMemoryReplayStore(options),
    now: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

suite('a replay store in memory', () => {
  testReplayStore(createWithClock);

  test('a flood does not let it grow, and makes it forget nothing', () => {
    const { store, now, pass } = createWithClock(1000);
    assert.equal(store.remember('mine', now() + 60_000), true);
    const accepted = flood(store, 50_000, now() + 60_000);
    assert.equal(accepted, 999);
    assert.equal(store.size, 1000);
    assert.equal(store.remember('mine', now() + 60_000), false);
    assert.equal(store.remember('new', now() + 60_000), false, 'full: fails closed');
    pass(62_000);
    assert.equal(store.remember('new', now() + 60_000), true);
    assert.equal(store.size, 1);
  });

  test('it has room again as soon as the first keys expire', () => {
    const { store, now, pass } = createWithClock(3);
    for (const [key, seconds] of [
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ] as const) {
      store.remember(key, now() + seconds * 1000);
    }
    assert.equal(store.remember('d', now() + 60_000), false);
    pass(12_000);
    assert.equal(store.remember('d', now() + 60_000), true);
    assert.equal(store.remember('b', now() + 60_000), false);
    assert.equal(store.size, 3);
  });

  test('a clock that goes back makes it forget nothing', () => {
    const { store, now, pass } = createWithClock();
    store.remember('a', now() + 10_000);
    pass(-3_600_000);
    assert.equal(store.remember('a', now() + 10_000), false);
    pass(3_609_000);
    assert.equal(store.remember('a', now() + 10_000), false);
  });

  test('100,000 entries are the limit where nothing else is said', () => {
    const { store, now } = createWithClock();
    assert.equal(flood(store, 100_001, now() + 60_000), 100_000);
  });

  for (const maximumEntries of [0, -1, 0.5, Number.NaN, Infinity]) {
    test(`maximumEntries: ${maximumEntries} is refused by name`, () => {
      assert.throws(() => createMemoryReplayStore({ maximumEntries }), {
        name: 'TypeError',
        message: /^options\.maximumEntries: /,
      });
    });
  }
});

/** How many of so many new keys were taken. */
function flood(store: MemoryReplayStore, amount: number, expiresAt: number): number {
  let accepted = 0;
  for (let index = 0; index < amount; index += 1) {
    if (store.remember(`flood ${index}`, expiresAt)) accepted += 1;
  }
  return accepted;
}
