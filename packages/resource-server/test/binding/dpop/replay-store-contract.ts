import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplayStore } from '../../../src/binding/dpop/replay-store.ts';

/** A store under test and the time that it goes by. */
export interface ReplayStoreUnderTest {
  readonly store: ReplayStore;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
  /** Lets so many milliseconds pass. */
  readonly pass: (milliseconds: number) => Promise<void> | void;
}

/** What every replay store owes to the verifier. */
export function testReplayStore(create: () => ReplayStoreUnderTest): void {
  test('a key is new once', async () => {
    const { store, now } = create();
    assert.equal(await store.remember('a', now() + 60_000), true);
    assert.equal(await store.remember('a', now() + 60_000), false);
    assert.equal(await store.remember('b', now() + 60_000), true);
  });

  test('of a hundred who bring the same key at the same time one is told that it is new', async () => {
    const { store, now } = create();
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => store.remember('a', now() + 60_000)),
    );
    assert.equal(answers.filter(Boolean).length, 1);
  });

  test('a key is known until it expires, and new again some time later', async () => {
    const { store, now, pass } = create();
    assert.equal(await store.remember('a', now() + 1700), true);
    await pass(1699);
    assert.equal(await store.remember('a', now() + 60_000), false);
    await pass(2000);
    assert.equal(await store.remember('a', now() + 60_000), true);
  });

  test('to bring a key again neither prolongs nor shortens its time', async () => {
    const { store, now, pass } = create();
    await store.remember('a', now() + 5000);
    await store.remember('a', now() + 500_000);
    await store.remember('a', now() + 1);
    await pass(4999);
    assert.equal(await store.remember('a', now() + 1), false);
    await pass(2000);
    assert.equal(await store.remember('a', now() + 60_000), true);
  });
}
