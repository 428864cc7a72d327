import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createMemoryReplicaStore, type MemoryReplicaStore } from '../../src/index.ts';
import { testReplicaStore } from './replica-store-contract.ts';

const START = Date.UTC(2026, 10, 23, 14, 45, 2, 345);

function createWithClock(maximumEntries?: number) {
  let now = START;
  const options = { now: () => now, ...(maximumEntries === undefined ? {} : { maximumEntries }) };
  return {
    store: createMemoryReplicaStore(options),
    now: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

suite('a replica store in memory', () => {
  testReplicaStore(createWithClock);

  test('a flood does not let it grow, and makes it forget nothing', () => {
    const { store, now, pass } = createWithClock(1000);
    assert.equal(store.claim('proof', 'mine', '', now() + 60_000), true);
    const accepted = flood(store, 50_000, now() + 60_000);
    assert.equal(accepted, 999);
    assert.equal(store.count('proof'), 1000);
    assert.equal(store.claim('proof', 'mine', '', now() + 60_000), false);
    assert.equal(store.claim('proof', 'new', '', now() + 60_000), false, 'full: fails closed');
    pass(62_000);
    assert.equal(store.claim('proof', 'new', '', now() + 60_000), true);
    assert.equal(store.count('proof'), 1);
  });

  test('a flood of one purpose leaves the others their room', () => {
    const { store, now } = createWithClock(1000);
    store.write('revocation', 'mine', 'kept', now() + 60_000);
    flood(store, 50_000, now() + 60_000);
    assert.deepEqual(store.read('revocation', ['mine']), ['kept']);
    assert.equal(store.write('revocation', 'another', 'kept', now() + 60_000), true);
    assert.equal(store.claim('event', 'another', '', now() + 60_000), true);
  });

  test('a full purpose says so, drops nothing, and still changes what it has', () => {
    const { store, now } = createWithClock(2);
    store.write('revocation', 'a', 'one', now() + 60_000);
    store.write('revocation', 'b', 'one', now() + 60_000);
    assert.equal(store.write('revocation', 'c', 'one', now() + 60_000), false);
    assert.equal(store.write('revocation', 'a', 'two', now() + 60_000), true);
    assert.deepEqual(store.read('revocation', ['a', 'b', 'c']), ['two', 'one', undefined]);
  });

  test('it has room again as soon as the first entries expire', () => {
    const { store, now, pass } = createWithClock(3);
    for (const [key, seconds] of [
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ] as const) {
      store.claim('proof', key, '', now() + seconds * 1000);
    }
    assert.equal(store.claim('proof', 'd', '', now() + 60_000), false);
    pass(12_000);
    assert.equal(store.claim('proof', 'd', '', now() + 60_000), true);
    assert.equal(store.claim('proof', 'b', '', now() + 60_000), false);
    assert.equal(store.count('proof'), 3);
  });

  test('an entry that is written again and again is forgotten once, at its last end', () => {
    const { store, now, pass } = createWithClock();
    for (let second = 1; second <= 1000; second += 1) {
      store.write('revocation', 'a', 'one', now() + second * 1000);
    }
    pass(999_000);
    assert.equal(store.count('revocation'), 1);
    assert.deepEqual(store.read('revocation', ['a']), ['one']);
    pass(2000);
    assert.equal(store.count('revocation'), 0);
  });

  test('a clock that goes back makes it forget nothing', () => {
    const { store, now, pass } = createWithClock();
    store.claim('proof', 'a', '', now() + 10_000);
    pass(-3_600_000);
    assert.equal(store.claim('proof', 'a', '', now() + 10_000), false);
    pass(3_609_000);
    assert.equal(store.claim('proof', 'a', '', now() + 10_000), false);
  });

  test('100,000 entries are the limit of each purpose where nothing else is said', () => {
    const { store, now } = createWithClock();
    assert.equal(flood(store, 100_001, now() + 60_000), 100_000);
  });

  for (const maximumEntries of [0, -1, 0.5, Number.NaN, Infinity]) {
    test(`maximumEntries: ${maximumEntries} is refused by name`, () => {
      assert.throws(() => createMemoryReplicaStore({ maximumEntries }), {
        name: 'TypeError',
        message: /^options\.maximumEntries: /,
      });
    });
  }

  test('a clock that is none is refused by name', () => {
    assert.throws(() => createMemoryReplicaStore({ now: 0 as never }), /^TypeError: options\.now: /);
  });
});

/** How many of so many new keys were taken. */
function flood(store: MemoryReplicaStore, amount: number, expiresAt: number): number {
  let accepted = 0;
  for (let index = 0; index < amount; index += 1) {
    if (store.claim('proof', `flood ${index}`, '', expiresAt)) accepted += 1;
  }
  return accepted;
}
