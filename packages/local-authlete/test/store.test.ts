import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createClock } from '../src/clock.ts';
import { createAdapter } from '../src/engine/adapter.ts';
import { Store } from '../src/engine/store.ts';

const START = Date.UTC(2001, 0, 1);

function createStore(): { store: Store; clock: ReturnType<typeof createClock> } {
  const clock = createClock(() => START);
  return { clock, store: new Store(clock) };
}

describe('what the engine stores', () => {
  it('expires by the clock of local Authlete, and the engine reads it in its own time', async () => {
    const { store, clock } = createStore();
    const adapter = createAdapter('AccessToken', store, clock);
    await adapter.upsert('t', { jti: 't', exp: Math.floor(Date.now() / 1000) + 60 }, 60);
    assert.equal(store.get('AccessToken', 't')?.expiresAt, START + 60_000);
    const remaining = async (): Promise<number> => {
      const payload = await adapter.find('t');
      return Number(payload?.['exp']) - Date.now() / 1000;
    };
    assert.ok(Math.abs((await remaining()) - 60) < 2);
    clock.advance(50_000);
    assert.ok(Math.abs((await remaining()) - 10) < 2);
    clock.advance(50_000);
    assert.ok((await remaining()) < -30);
  });

  it('is found by the members that the engine asks for, and can be consumed', async () => {
    const { store, clock } = createStore();
    const adapter = createAdapter('Session', store, clock);
    await adapter.upsert('s', { uid: 'u', userCode: 'c' }, undefined);
    assert.equal((await adapter.findByUid('u'))?.['uid'], 'u');
    assert.equal((await adapter.findByUserCode('c'))?.['uid'], 'u');
    assert.equal(await adapter.findByUid('x'), undefined);
    await adapter.consume('s');
    await adapter.consume('unknown');
    assert.equal((await adapter.find('s'))?.['consumed'], START / 1000);
    await adapter.destroy('s');
    assert.equal(await adapter.find('s'), undefined);
  });

  it('goes with its grant', async () => {
    const { store, clock } = createStore();
    const adapter = createAdapter('AccessToken', store, clock);
    await adapter.upsert('a', { grantId: 'g' }, 60);
    await createAdapter('RefreshToken', store, clock).upsert('r', { grantId: 'g' }, 60);
    await adapter.upsert('b', { grantId: 'h' }, 60);
    assert.deepEqual(
      store.ofGrant('AccessToken', 'g').map(({ id }) => id),
      ['a'],
    );
    await adapter.revokeByGrantId('g');
    assert.equal(store.get('AccessToken', 'a'), undefined);
    assert.equal(store.get('RefreshToken', 'r'), undefined);
    assert.notEqual(store.get('AccessToken', 'b'), undefined);
    assert.deepEqual(store.ofGrant('AccessToken', 'g'), []);
  });
});

describe('the store', () => {
  it('keeps when a record was made, through changes', () => {
    const { store, clock } = createStore();
    store.put('AccessToken', 't', {}, Infinity);
    clock.advance(1000);
    assert.equal(store.put('AccessToken', 't', { changed: true }, Infinity).createdAt, START);
  });

  it('drops expired records when there are many, and never a live one', () => {
    const { store, clock } = createStore();
    store.put('AccessToken', 'live', {}, START + 10_000);
    for (let count = 0; count < 19_999; count += 1) {
      store.put('AccessToken', `expired ${count}`, {}, START);
    }
    clock.advance(1);
    assert.equal([...store.list('AccessToken')].length, 20_000);
    store.put('AccessToken', 'one more', {}, START + 10_000);
    assert.deepEqual(
      [...store.list('AccessToken')].map(({ id }) => id),
      ['live', 'one more'],
    );
  });
});
