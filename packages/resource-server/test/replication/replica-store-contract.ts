import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ReplicaStore } from '../../src/index.ts';

/** A store under test, empty, and the time that it goes by. */
export interface ReplicaStoreUnderTest {
  readonly store: ReplicaStore;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
  /** Lets so many milliseconds pass. */
  readonly pass: (milliseconds: number) => Promise<void> | void;
}

/** What every replica store owes to those who keep something in it. */
export function testReplicaStore(create: () => ReplicaStoreUnderTest): void {
  suite('write and read', () => {
    test('what was written is read in the order of the keys, and undefined where there is nothing', async () => {
      const { store, now } = create();
      assert.equal(await store.write('revocation', 'a', 'one', now() + 60_000), true);
      assert.equal(await store.write('revocation', 'b', 'two', now() + 60_000), true);
      assert.deepEqual(await store.read('revocation', ['b', 'none', 'a']), ['two', undefined, 'one']);
      assert.deepEqual(await store.read('revocation', []), []);
    });

    test('what is written again takes the place of what was there, with an end of its own', async () => {
      const { store, now, pass } = create();
      await store.write('revocation', 'longer', 'old', now() + 1000);
      await store.write('revocation', 'longer', 'new', now() + 20_000);
      await store.write('revocation', 'shorter', 'old', now() + 20_000);
      await store.write('revocation', 'shorter', 'new', now() + 1000);
      assert.deepEqual(await store.read('revocation', ['longer', 'shorter']), ['new', 'new']);
      await pass(5000);
      assert.deepEqual(await store.read('revocation', ['longer', 'shorter']), ['new', undefined]);
      await pass(20_000);
      assert.deepEqual(await store.read('revocation', ['longer', 'shorter']), [undefined, undefined]);
    });

    test('what has expired is not read, to the millisecond', async () => {
      const { store, now, pass } = create();
      await store.write('revocation', 'a', 'one', now() + 1700);
      await pass(1699);
      assert.deepEqual(await store.read('revocation', ['a']), ['one']);
      await pass(1);
      assert.deepEqual(await store.read('revocation', ['a']), [undefined]);
    });
  });

  suite('claim', () => {
    test('what is there is not claimed, and stays as it is', async () => {
      const { store, now } = create();
      assert.equal(await store.claim('proof', 'a', 'one', now() + 60_000), true);
      assert.equal(await store.claim('proof', 'a', 'two', now() + 60_000), false);
      await store.write('proof', 'b', 'one', now() + 60_000);
      assert.equal(await store.claim('proof', 'b', 'two', now() + 60_000), false);
      assert.deepEqual(await store.read('proof', ['a', 'b']), ['one', 'one']);
    });

    test('of a hundred who claim the same key at the same time one gets it', async () => {
      const { store, now } = create();
      const claims = Array.from({ length: 100 }, async (_, index) =>
        store.claim('proof', 'a', String(index), now() + 60_000),
      );
      assert.equal((await Promise.all(claims)).filter(Boolean).length, 1);
    });

    test('what has expired can be claimed', async () => {
      const { store, now, pass } = create();
      await store.claim('proof', 'a', 'one', now() + 1000);
      await pass(1000);
      assert.equal(await store.claim('proof', 'a', 'two', now() + 60_000), true);
      assert.deepEqual(await store.read('proof', ['a']), ['two']);
    });
  });

  test('the same key means something else for each purpose', async () => {
    const { store, now } = create();
    await store.write('revocation', 'a', 'one', now() + 60_000);
    for (const purpose of ['proof', 'event', 'facts'] as const) {
      assert.deepEqual(await store.read(purpose, ['a']), [undefined]);
      assert.equal(await store.claim(purpose, 'a', purpose, now() + 60_000), true);
    }
    assert.deepEqual(await store.read('revocation', ['a']), ['one']);
    assert.deepEqual(await store.read('event', ['a']), ['event']);
  });

  test('a store that counts never counts too few', async () => {
    const { store, now, pass } = create();
    if (store.count === undefined) return;
    assert.equal(store.count('revocation'), 0);
    await store.write('revocation', 'a', 'one', now() + 1000);
    await store.write('revocation', 'b', 'one', now() + 20_000);
    await store.write('revocation', 'a', 'two', now() + 20_000);
    assert.equal(store.count('revocation'), 2);
    assert.equal(store.count('proof'), 0);
    await pass(5000);
    assert.ok(store.count('revocation') >= 2);
  });
}
