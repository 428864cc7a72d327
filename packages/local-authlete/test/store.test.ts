import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';

import { createClock } from '../src/clock.ts';
import type { Clock } from '../src/clock.ts';
import { createAdapter } from '../src/engine/adapter.ts';
import { MemoryStore } from '../src/engine/memory-store.ts';
import { SqliteStore } from '../src/engine/sqlite-store.ts';
import type { Store } from '../src/engine/store.ts';
import { StateError } from '../src/state-error.ts';

const START = Date.UTC(2001, 0, 1);
const DAY = 86_400_000;

const directory = mkdtempSync(path.join(tmpdir(), 'local-authlete-'));
const opened: Store[] = [];
after(() => {
  for (const store of opened) {
    store.close();
  }
  rmSync(directory, { recursive: true });
});

let files = 0;
function newFile(): string {
  files += 1;
  return path.join(directory, 'new', `${files}.db`);
}

function keep<Kind extends Store>(store: Kind): Kind {
  opened.push(store);
  return store;
}

const STORES: Readonly<Record<string, (clock: Clock) => Store>> = {
  memory: (clock) => keep(new MemoryStore(clock)),
  SQLite: (clock) => keep(new SqliteStore(newFile(), clock)),
};

for (const [kind, open] of Object.entries(STORES)) {
  const createStore = (): { store: Store; clock: Clock } => {
    const clock = createClock(() => START);
    return { clock, store: open(clock) };
  };

  describe(`what the engine stores, in ${kind}`, () => {
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
      assert.equal(await createAdapter('Interaction', store, clock).findByUid('u'), undefined);
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
      await createAdapter('Interaction', store, clock).upsert('i', { grantId: 'g' }, 60);
      assert.deepEqual(
        store.ofGrant('AccessToken', 'g').map(({ id }) => id),
        ['a'],
      );
      await adapter.revokeByGrantId('g');
      assert.equal(store.get('AccessToken', 'a'), undefined);
      assert.equal(store.get('RefreshToken', 'r'), undefined);
      assert.notEqual(store.get('AccessToken', 'b'), undefined);
      assert.deepEqual(store.ofGrant('AccessToken', 'g'), []);
      // The way of a person through sign-in is about a grant, and no part of it.
      assert.notEqual(store.get('Interaction', 'i'), undefined);
    });

    it('goes with its client, whose number may be given out again', async () => {
      const { store, clock } = createStore();
      store.put('Client', '1', {}, Infinity);
      store.put('Client', '2', {}, Infinity);
      store.put('AccessToken', 'a', { clientId: '1' }, Infinity);
      store.put('RefreshToken', 'r', { clientId: '1' }, Infinity);
      store.put('AccessToken', 'b', { clientId: '2' }, Infinity);
      await createAdapter('Client', store, clock).destroy('1');
      assert.deepEqual(
        [...store.list('AccessToken')].map(({ id }) => id),
        ['b'],
      );
      assert.deepEqual([...store.list('RefreshToken')], []);
      assert.deepEqual(
        [...store.list('Client')].map(({ id }) => id),
        ['2'],
      );
    });
  });

  describe(`the store, in ${kind}`, () => {
    it('keeps when a record was made and its place in the order, through changes', () => {
      const { store, clock } = createStore();
      store.put('AccessToken', 't', {}, Infinity);
      store.put('AccessToken', 'u', {}, START + 5);
      clock.advance(1000);
      store.put('AccessToken', 't', { changed: true }, START + 7);
      assert.deepEqual(
        [...store.list('AccessToken')],
        [
          {
            model: 'AccessToken',
            id: 't',
            payload: { changed: true },
            createdAt: START,
            expiresAt: START + 7,
          },
          { model: 'AccessToken', id: 'u', payload: {}, createdAt: START, expiresAt: START + 5 },
        ],
      );
    });

    it('keeps a copy: what becomes of the object that was stored changes nothing', () => {
      const { store } = createStore();
      const payload = { scope: 'openid', claims: { userinfo: {} as Record<string, unknown> } };
      store.put('AccessToken', 't', payload, Infinity);
      payload.claims.userinfo['email'] = null;
      assert.deepEqual(store.get('AccessToken', 't')?.payload['claims'], { userinfo: {} });
    });

    it('moves a record to another grant with its payload', () => {
      const { store } = createStore();
      store.put('AccessToken', 't', { grantId: 'g' }, Infinity);
      store.put('AccessToken', 't', { grantId: 'h' }, Infinity);
      assert.deepEqual(store.ofGrant('AccessToken', 'g'), []);
      assert.equal(store.ofGrant('AccessToken', 'h').length, 1);
    });

    it('says whether it deleted anything', () => {
      const { store } = createStore();
      store.put('AccessToken', 't', {}, Infinity);
      assert.equal(store.delete('AccessToken', 't'), true);
      assert.equal(store.delete('AccessToken', 't'), false);
    });

    it('drops what expired more than a day ago, and never what lives', () => {
      const { store, clock } = createStore();
      store.put('AccessToken', 'long expired', {}, START + 1);
      store.put('AccessToken', 'just expired', {}, START + DAY);
      store.put('AccessToken', 'live', {}, START + 3 * DAY);
      store.put('Client', 'for ever', {}, Infinity);
      clock.advance(DAY + 1);
      store.put('AccessToken', 'new', {}, START + 3 * DAY);
      assert.deepEqual(
        [...store.list('AccessToken')].map(({ id }) => id),
        ['just expired', 'live', 'new'],
      );
      assert.equal([...store.list('Client')].length, 1);
    });
  });
}

describe('the store in memory', () => {
  it('drops expired records at once when there are many, and never a live one', () => {
    const clock = createClock(() => START);
    const store = new MemoryStore(clock);
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

describe('the store in a file', () => {
  const clock = createClock(() => START);

  it('is there again after a restart, for its owner only', () => {
    const file = newFile();
    const first = new SqliteStore(file, clock);
    first.put('AccessToken', 't', { grantId: 'g' }, START + 60_000);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    first.close();
    chmodSync(file, 0o644);
    const second = keep(new SqliteStore(file, clock));
    assert.deepEqual(second.get('AccessToken', 't')?.payload, { grantId: 'g' });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(`${file}-wal`).mode & 0o777, 0o600);
  });

  it('is refused to a second process at the same time, with a sentence', () => {
    const file = newFile();
    keep(new SqliteStore(file, clock));
    assert.throws(() => new SqliteStore(file, clock), refusal(file, /is in use by another local Authlete/));
  });

  it('is refused when a newer version wrote it, and stays as it is', () => {
    const file = newFile();
    new SqliteStore(file, clock).close();
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 2');
    database.close();
    const before = readFileSync(file);
    assert.throws(() => new SqliteStore(file, clock), refusal(file, /was written by a newer version/));
    assert.deepEqual(readFileSync(file), before);
  });

  it('is refused when it is the database of another program', () => {
    const file = path.join(directory, 'other.db');
    const database = new DatabaseSync(file);
    database.exec('create table users (id text)');
    database.close();
    assert.throws(() => new SqliteStore(file, clock), refusal(file, /belongs to another program/));
  });

  it('is refused when it is no database, or cannot be opened', () => {
    const file = path.join(directory, 'text.db');
    writeFileSync(file, 'This is not a database, although it is a file. '.repeat(100));
    assert.throws(() => new SqliteStore(file, clock), refusal(file, /is damaged or not a SQLite database/));
    assert.throws(
      () => new SqliteStore(directory, clock),
      refusal(directory, /cannot be opened for writing/),
    );
  });
});

function refusal(file: string, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StateError);
    assert.ok(error.message.startsWith(file));
    assert.match(error.message, words);
    return true;
  };
}
