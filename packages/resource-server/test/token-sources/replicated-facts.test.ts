import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type CachingTokenSource,
  createCachingTokenSource,
  createMemoryReplicaStore,
  type MemoryReplicaStore,
  type ReplicaStore,
  type ReplicatedFactsOptions,
  type TokenActive,
} from '../../src/index.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { accessToken } from '../access-tokens.ts';
import { ScriptedTokenSource } from './scripted-token-source.ts';

const START = 1_800_000_000_000;
const TOKEN = 'tok3n-that-nobody-may-see';
const SECRET = 's3cret-that-nobody-may-see-either';
const active: TokenActive = {
  state: 'active',
  token: accessToken({ expiresAt: START + 600_000, authorizationDetails: [{ type: 't' }] }),
  responseSigningRequired: true,
};
const refused = { state: 'refused', code: 'invalid_token', reason: 'not known' } as const;

interface Replica {
  readonly source: ScriptedTokenSource;
  readonly cache: CachingTokenSource;
}

/** A store that can be looked into, and replicas that share it. */
function createHouse(): {
  readonly clock: { now: number };
  readonly entries: Map<string, string>;
  readonly store: ReplicaStore;
  readonly createReplica: (changes?: Partial<ReplicatedFactsOptions>) => Replica;
} {
  const clock = { now: START };
  const now = (): number => clock.now;
  const memory: MemoryReplicaStore = createMemoryReplicaStore({ now });
  const entries = new Map<string, string>();
  const store: ReplicaStore = {
    ...memory,
    async write(purpose, key, value, expiresAt) {
      entries.set(key, value);
      return memory.write(purpose, key, value, expiresAt);
    },
    read: async (purpose, keys) =>
      memory.read(purpose, keys).map((value, index) => value && entries.get(keys[index] ?? '')),
  };
  const createReplica = (changes: Partial<ReplicatedFactsOptions> = {}): Replica => {
    const source = new ScriptedTokenSource(() => active);
    const replicas = { store, secret: SECRET, partition: 'service 1', ...changes };
    return { source, cache: createCachingTokenSource(source, { ttl: 60, replicas, now }) };
  };
  return { clock, entries, store, createReplica };
}

const presented = (changes: object = {}): PresentedAccessToken =>
  new PresentedAccessToken({ scheme: 'Bearer', token: TOKEN, ...changes });

async function wasAsked({ cache, source }: Replica, changes: object = {}): Promise<boolean> {
  const before = source.asked.length;
  await cache.inspect(presented(changes));
  return source.asked.length > before;
}

suite('replicas that share what they know', () => {
  test('ask once: what one has heard the others believe, word for word', async () => {
    const { createReplica } = createHouse();
    const [one, other] = [createReplica(), createReplica()];
    const heard = await one.cache.inspect(presented());
    assert.deepEqual(await other.cache.inspect(presented()), heard);
    assert.equal(other.source.asked.length, 0);
  });

  test('believe it for as long as who has asked does', async () => {
    const { clock, createReplica } = createHouse();
    const [one, other] = [createReplica(), createReplica()];
    await one.cache.inspect(presented());
    clock.now += 30_000;
    assert.equal(await wasAsked(other), false);
    clock.now += 30_001;
    assert.equal(await wasAsked(other), true);
  });

  test('never believe it past the expiry of the token', async () => {
    const { clock, createReplica } = createHouse();
    clock.now = START + 599_000;
    const [one, other] = [createReplica(), createReplica()];
    await one.cache.inspect(presented());
    clock.now = START + 600_000;
    assert.equal(await wasAsked(other), true);
  });

  test('ask for fresh facts where a route wants them', async () => {
    const { createReplica } = createHouse();
    const [one, other] = [createReplica(), createReplica()];
    await one.cache.inspect(presented());
    assert.equal(await wasAsked(other, { maxStaleness: 0 }), true);
  });

  test('forget what the authority refuses since', async () => {
    const { createReplica } = createHouse();
    const [one, other] = [createReplica(), createReplica()];
    await one.cache.inspect(presented());
    one.source.ready = () => refused;
    await one.cache.inspect(presented({ maxStaleness: 0 }));
    assert.equal(await wasAsked(other), true);
  });

  test('do not mix up kinds of presentation', async () => {
    const { createReplica } = createHouse();
    const [one, other] = [createReplica(), createReplica()];
    await one.cache.inspect(presented({ certificate: { pem: 'PEM', thumbprint: 'mine' } }));
    assert.equal(await wasAsked(createReplica(), { certificate: { pem: 'PEM', thumbprint: 'mine' } }), false);
    assert.equal(await wasAsked(other), true);
    assert.equal(await wasAsked(other, { certificate: { pem: 'PEM', thumbprint: 'theirs' } }), true);
  });

  test('do not mix up tenants: the same token elsewhere is another token', async () => {
    const { createReplica } = createHouse();
    await createReplica().cache.inspect(presented());
    assert.equal(await wasAsked(createReplica({ partition: 'service 2' })), true);
  });
});

suite('the store', () => {
  test('sees neither the token nor the secret', async () => {
    const { entries, createReplica } = createHouse();
    await createReplica().cache.inspect(presented());
    assert.equal(entries.size, 1);
    const text = JSON.stringify([...entries]);
    assert.ok(!text.includes(TOKEN) && !text.includes(SECRET));
  });

  test('cannot invent tokens: what is not sealed with the secret is not believed', async () => {
    const { entries, createReplica } = createHouse();
    await createReplica({ secret: 'another secret that is long enough' }).cache.inspect(presented());
    assert.equal(await wasAsked(createReplica()), true);
    const [name = '', sealed = ''] = [...entries].flat();
    for (const forged of [
      sealed.replace('"scopes":["openid"', '"scopes":["admin"'),
      sealed.slice(sealed.indexOf('.')),
      sealed.slice(sealed.indexOf('.') + 1),
      `${sealed} `,
      '.',
      '',
      '{}',
    ]) {
      entries.set(name, forged);
      assert.equal(await wasAsked(createReplica()), true, forged);
    }
  });

  test('cannot put the facts of one token in the place of those of another', async () => {
    const { entries, createReplica } = createHouse();
    const { cache } = createReplica();
    await cache.inspect(presented());
    await cache.inspect(presented({ token: 'another' }));
    const [first = '', , , second = ''] = [...entries].flat();
    entries.set(first, second);
    assert.equal(await wasAsked(createReplica()), true);
  });

  test('may fail: then the authority is asked', async () => {
    const { createReplica, store } = createHouse();
    const fail = (): never => {
      throw new Error('the store is down');
    };
    const reject = async (): Promise<never> => fail();
    for (const broken of [
      { ...store, read: fail, write: fail },
      { ...store, read: reject, write: reject },
      { ...store, write: () => false },
      { ...store, read: () => new Promise<never>(() => {}) },
    ]) {
      const replica = createReplica({ store: broken });
      assert.equal((await replica.cache.inspect(presented())).state, 'active');
      assert.equal(replica.source.asked.length, 1);
    }
  });
});

suite('options', () => {
  const wrong: readonly (readonly [replicas: object, words: RegExp])[] = [
    [{ store: {} }, /^options\.replicas\.store:/],
    [{ secret: 'too short' }, /^options\.replicas\.secret:/],
    [{ secret: new Uint8Array(31) }, /^options\.replicas\.secret:/],
    [{ secret: 42 }, /^options\.replicas\.secret:/],
    [{ partition: '' }, /^options\.replicas\.partition:/],
    [{ partition: undefined }, /^options\.replicas\.partition:/],
  ];
  for (const [changes, message] of wrong) {
    test(`${JSON.stringify(changes)} is refused with a message that names the option`, () => {
      const { createReplica } = createHouse();
      assert.throws(() => createReplica(changes), {
        name: 'TypeError',
        message,
      });
    });
  }
});
