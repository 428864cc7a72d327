import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createMemoryReplicaStore, createReplayStore } from '../../../src/index.ts';
import { testReplayStore } from './replay-store-contract.ts';

const START = Date.UTC(2026, 10, 23, 14, 45, 2, 345);

suite('a replay store in what replicas share', () => {
  testReplayStore(() => {
    let now = START;
    return {
      store: createReplayStore(createMemoryReplicaStore({ now: () => now })),
      now: () => now,
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
    };
  });

  test('RFC 9449, 11.1: a proof that was used at one replica is known at another', async () => {
    const shared = createMemoryReplicaStore();
    const expiresAt = Date.now() + 60_000;
    assert.equal(await createReplayStore(shared).remember('a', expiresAt), true);
    assert.equal(await createReplayStore(shared).remember('a', expiresAt), false);
  });

  test('a store that is full refuses the proof', async () => {
    const store = createReplayStore(createMemoryReplicaStore({ maximumEntries: 1 }));
    assert.equal(await store.remember('a', Date.now() + 60_000), true);
    assert.equal(await store.remember('b', Date.now() + 60_000), false);
  });
});
