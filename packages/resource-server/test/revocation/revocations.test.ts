import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { suite, test } from 'node:test';
import {
  createMemoryReplicaStore,
  createRevocations,
  RevocationError,
  type ReplicaStore,
  type RevocationAuthority,
  type RevocationTarget,
  type RevocationTelling,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { createWithClock, START } from './revoking.ts';

const TOLD: RevocationTelling = { state: 'told' };
const FAILED: RevocationTelling = { state: 'failed', reason: 'it does not answer' };

/** An authority that gives these answers, in turn, and notes what it was told. */
function authorityOf(...answers: RevocationTelling[]): RevocationAuthority & { told: RevocationTarget[] } {
  const told: RevocationTarget[] = [];
  return {
    told,
    revoke: async (target) => {
      told.push(target);
      return answers.shift() ?? TOLD;
    },
  };
}

suite('without an authority', () => {
  test('what was not revoked is not found', async () => {
    const { revocations, find } = createWithClock();
    assert.equal(await find(), undefined);
    await revocations.revoke({ subject: 'somebody else' });
    await revocations.revoke({ client: 'another' });
    await revocations.revoke({ grant: 'another' });
    await revocations.revoke({ token: 'another' });
    assert.equal(await find(), undefined);
    assert.equal(await find({ grantId: 'g1', subject: undefined }), undefined);
  });

  for (const [target, facts, others] of [
    [{ subject: '1' }, {}, { subject: '2' }],
    [{ client: '1001' }, { subject: undefined }, { clientId: '1002' }],
    [{ grant: 'g1' }, { grantId: 'g1' }, { grantId: undefined }],
  ] as const) {
    test(`a revocation of ${JSON.stringify(target)} concerns its tokens and no others`, async () => {
      const { revocations, find } = createWithClock();
      const telling = await revocations.revoke(target);
      assert.deepEqual(telling, { state: 'not_told', reason: 'there is no authority that could be told' });
      assert.equal(await find(facts, 1_000_000), 'revoked');
      assert.equal(await find(others, -1), undefined);
    });
  }

  test('a token is found by its digest', async () => {
    const { revocations } = createWithClock();
    const token = 'pRtS1uVqVpQXAvbQ0aeH0sX2sYg5nHSV3kJ3v4C1oYk';
    await revocations.revoke({ token });
    const tokenDigest = hash('sha256', token, 'base64url');
    assert.equal(await revocations.find({ tokenDigest }, accessToken({}), START + 1), 'revoked');
  });

  test('names of different kinds are not taken for one another', async () => {
    const { revocations, find } = createWithClock();
    await revocations.revoke({ subject: '1001' });
    await revocations.revoke({ grant: '1' });
    assert.equal(await find({ grantId: 'g1' }), undefined);
  });

  test('a user who signed in more than a minute afterwards is welcome, by whatever client', async () => {
    for (const target of [{ subject: '1' }, { client: '1001' }] as const) {
      const { revocations, find } = createWithClock();
      await revocations.revoke(target);
      const second = Math.floor(START / 1000);
      assert.equal(await find({ authTime: second }, 90_000), 'revoked');
      assert.equal(
        await find({ authTime: second + 60 }),
        'revoked',
        'the clock of the authority may be ahead',
      );
      assert.equal(await find({ authTime: second + 61 }, 90_000), undefined);
    }
  });

  test('a token and a grant never come back', async () => {
    const { revocations, find } = createWithClock();
    await revocations.revoke({ grant: 'g1' });
    assert.equal(await find({ grantId: 'g1', authTime: START / 1000 + 3600 }), 'revoked');
  });

  test('a revocation is kept for the horizon, a day where nothing else is said', async () => {
    const { revocations, find, clock } = createWithClock();
    await revocations.revoke({ subject: '1' });
    clock.now += 86_399_999;
    assert.equal(await find(), 'revoked');
    clock.now += 1;
    assert.equal(await find(), undefined);

    const short = createWithClock({ horizon: 60 });
    await short.revocations.revoke({ subject: '1' });
    short.clock.now += 60_000;
    assert.equal(await short.find(), undefined);
  });
});

suite('with an authority', () => {
  for (const target of [{ token: 't' }, { grant: 'g' }, { subject: 's' }, { client: '1' }] as const) {
    test(`it is told of ${JSON.stringify(target)}, and its answer is the caller's`, async () => {
      for (const answer of [TOLD, FAILED]) {
        const authority = authorityOf(answer);
        const { revocations } = createWithClock({ authority });
        assert.deepEqual(await revocations.revoke(target), answer);
        assert.deepEqual(authority.told, [target]);
      }
    });
  }

  test('once it knows, facts that it told later are right, and older ones are outdated', async () => {
    for (const target of [{ subject: '1' }, { client: '1001' }] as const) {
      const { revocations, find, clock } = createWithClock({
        authority: {
          revoke: async () => {
            clock.now += 800;
            return TOLD;
          },
        },
      });
      await revocations.revoke(target);
      assert.equal(await find({}, -60_000), 'outdated');
      assert.equal(await find({}, 800), 'outdated', 'asked before the authority had answered');
      assert.equal(await find({}, 801), undefined);
    }
  });

  test('while it is being told, tokens are refused already', async () => {
    const asked = Promise.withResolvers<void>();
    const { revocations, find } = createWithClock({
      authority: {
        revoke: async () => {
          await asked.promise;
          return TOLD;
        },
      },
    });
    const revoking = revocations.revoke({ subject: '1' });
    assert.equal(await find({}, 1), 'revoked');
    asked.resolve();
    await revoking;
    assert.equal(await find({}, 1), undefined);
  });

  test('a token or a grant is refused whatever it says', async () => {
    const { revocations, find } = createWithClock({ authority: authorityOf() });
    await revocations.revoke({ grant: 'g1' });
    assert.equal(await find({ grantId: 'g1' }, 1_000_000), 'revoked');
  });

  test('where it could not be told, tokens stay refused until a repetition has told it', async () => {
    const { revocations, find, clock } = createWithClock({ authority: authorityOf(FAILED, FAILED, TOLD) });
    await revocations.revoke({ subject: '1' });
    await revocations.revoke({ subject: '1' });
    clock.now += 5000;
    assert.equal(await find({}, 4000), 'revoked');
    await revocations.revoke({ subject: '1' });
    assert.equal(await find({}, 4000), 'outdated');
    assert.equal(await find({}, 5001), undefined);
  });

  test('one that throws counts as not told', async () => {
    const authority = { revoke: () => Promise.reject(new Error('secret')) };
    const { revocations, find } = createWithClock({ authority });
    assert.deepEqual(await revocations.revoke({ subject: '1' }), {
      state: 'failed',
      reason: 'telling the authority threw an error',
    });
    assert.equal(await find({}, 1), 'revoked');
  });

  test('of two revocations at the same time, the one that failed still holds', async () => {
    const first = Promise.withResolvers<RevocationTelling>();
    const answers = [first.promise, Promise.resolve(FAILED)];
    const { revocations, find } = createWithClock({
      authority: { revoke: () => answers.shift() ?? assert.fail('told once more') },
    });
    const revoking = revocations.revoke({ subject: '1' });
    await revocations.revoke({ subject: '1' });
    first.resolve(TOLD);
    await revoking;
    assert.equal(await find({}, 1_000_000), 'revoked');
  });
});

suite('facts that have changed', () => {
  test('those that were told before are outdated, and nothing is revoked', async () => {
    for (const target of [{ subject: '1' }, { client: '1001' }] as const) {
      const { revocations, find } = createWithClock({ authority: authorityOf() });
      await revocations.outdate(target);
      assert.equal(await find({}, 0), 'outdated');
      assert.equal(await find({}, 1), undefined);
      assert.equal(await find({ subject: '2', clientId: '1002' }, 0), undefined);
    }
  });

  test('no revocation is undone by it', async () => {
    const { revocations, find } = createWithClock();
    await revocations.revoke({ subject: '1' });
    await revocations.outdate({ subject: '1' });
    assert.equal(await find({}, 1_000_000), 'revoked');
  });

  test('they are those of a subject or a client', async () => {
    const { revocations } = createWithClock();
    for (const target of [{ token: 't' }, { grant: 'g' }, {}]) {
      await assert.rejects(revocations.outdate(target as never), /^TypeError: target: /);
    }
  });
});

suite('a store that replicas share', () => {
  test('what one of them revokes is refused by the other', async () => {
    const store = createMemoryReplicaStore({ now: () => START });
    const { revocations } = createWithClock({ store });
    const { find } = createWithClock({ store });
    await revocations.revoke({ subject: '1' });
    assert.equal(await find(), 'revoked');
  });

  test('its clocks may differ by five seconds where it does not say otherwise', async () => {
    const memory = createMemoryReplicaStore({ now: () => START });
    const shared: ReplicaStore = {
      read: async (...of) => memory.read(...of),
      write: async (...of) => memory.write(...of),
      claim: async (...of) => memory.claim(...of),
    };
    const { revocations, find } = createWithClock({ store: shared, authority: authorityOf() });
    assert.equal(await find(), undefined);
    await revocations.revoke({ subject: '1' });
    assert.equal(await find({}, 5000), 'outdated');
    assert.equal(await find({}, 5001), undefined);
  });

  test('nobody reads while it says that there is nothing, and tokens are not hashed', () => {
    const revocations = createRevocations({
      store: {
        ...createMemoryReplicaStore(),
        read: () => assert.fail('the store was read'),
      },
    });
    const presented = {
      get tokenDigest(): string {
        return assert.fail('the token was hashed');
      },
    };
    assert.equal(revocations.find(presented, accessToken({}), START), undefined);
  });

  test('it is told neither tokens nor names', async () => {
    const kept: string[] = [];
    const memory = createMemoryReplicaStore({ now: () => START });
    const { revocations } = createWithClock({
      store: {
        ...memory,
        write: (purpose, key, value, expiresAt) => {
          kept.push(`${purpose}:${key}`, value);
          return memory.write(purpose, key, value, expiresAt);
        },
      },
      authority: authorityOf(),
    });
    const targets = [{ token: 'name' }, { grant: 'name' }, { subject: 'name' }, { client: 'name' }] as const;
    for (const target of targets) await revocations.revoke(target);
    assert.ok(kept.length >= 8);
    for (const text of kept) assert.match(text, /^(?!.*name)[\x20-\x7e]{1,80}$/);
  });
});

suite('a store that fails', () => {
  const memory = createMemoryReplicaStore();
  const cause = new Error('connection refused');

  test('where it is full the caller is told, the authority knows, and nothing was dropped', async () => {
    const authority = authorityOf();
    const store = createMemoryReplicaStore({ maximumEntries: 2, now: () => START });
    const { revocations, find } = createWithClock({ store, authority });
    await revocations.revoke({ subject: '1' });
    for (const target of [{ subject: '2' }, { token: 't' }] as const) {
      await assert.rejects(
        revocations.revoke(target),
        (error) => error instanceof RevocationError && error.code === 'store_full' && error.telling === TOLD,
      );
    }
    await assert.rejects(revocations.outdate({ client: '1001' }), { code: 'store_full' });
    assert.equal(authority.told.length, 3);
    assert.equal(await find({}, 0), 'outdated');
  });

  test('the last free place is not enough for a subject, which needs two', async () => {
    const store = createMemoryReplicaStore({ maximumEntries: 3, now: () => START });
    const { revocations, find } = createWithClock({ store, authority: authorityOf() });
    await revocations.revoke({ subject: '2' });
    await assert.rejects(revocations.revoke({ subject: '1' }), { code: 'store_full' });
    assert.equal(await find({}, 1), 'revoked', 'what could be kept of it holds');
  });

  for (const [name, fail] of [
    ['rejects', () => Promise.reject(cause)],
    [
      'throws',
      () => {
        throw cause;
      },
    ],
  ] as const) {
    test(`where it ${name} the caller is told why`, async () => {
      const writing = createWithClock({ store: { ...memory, write: fail } });
      const failure = { code: 'store_unavailable', cause };
      await assert.rejects(writing.revocations.revoke({ subject: '1' }), failure);
      await assert.rejects(writing.revocations.outdate({ subject: '1' }), failure);
      const reading = createWithClock({ store: { ...memory, read: fail }, authority: authorityOf() });
      await assert.rejects(reading.revocations.revoke({ subject: '1' }), {
        code: 'store_unavailable',
        cause,
      });
      await assert.rejects(reading.find(), cause);
    });
  }

  test('a record that nobody here has written is no licence', async () => {
    const { find } = createWithClock({ store: { ...memory, count: () => 1, read: () => ['ok'] } });
    await assert.rejects(find(), /something else/);
  });
});

test('a target is exactly one thing that is not empty', async () => {
  const { revocations } = createWithClock({ authority: { revoke: () => assert.fail('it was told') } });
  for (const target of [
    undefined,
    null,
    {},
    { subject: '' },
    { subject: 1 },
    { subject: 'a', client: 'b' },
    { everything: 'yes' },
    { subject: 'a', everything: 'yes' },
  ]) {
    await assert.rejects(revocations.revoke(target as never), { name: 'TypeError', message: /^target: / });
  }
  assert.ok(await createWithClock().revocations.revoke({ subject: 'a', client: undefined as never }));
});

test('options that are wrong are refused by name', () => {
  const store = createMemoryReplicaStore();
  for (const [name, options] of [
    ['store', {}],
    ['store', { store: { read: () => [] } }],
    ['authority', { store, authority: {} }],
    ['horizon', { store, horizon: 0 }],
    ['horizon', { store, horizon: 1.5 }],
    ['horizon', { store, horizon: Number.NaN }],
    ['now', { store, now: 1 }],
  ] as const) {
    assert.throws(() => createRevocations(options as never), {
      name: 'TypeError',
      message: new RegExp(`^options\\.${name}: `),
    });
  }
});
