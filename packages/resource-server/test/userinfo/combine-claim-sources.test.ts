import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import {
  type ClaimQuery,
  type Claims,
  type ClaimSource,
  type ClaimSourceFailed,
  type ClaimSourcePart,
  combineClaimSources,
} from '../../src/index.ts';

const NOW = 1_800_000_000_000;
const QUERY: ClaimQuery = {
  subject: 'jane',
  names: ['name', 'email'],
  locales: [],
  clientId: '1001',
  scopes: ['openid'],
  deadline: NOW + 5000,
};

const knowing = (claims: Claims | undefined): ClaimSource => ({ findClaims: async () => claims });
const failing = (words: string): ClaimSource => ({ findClaims: () => Promise.reject(new Error(words)) });
const HANGING: ClaimSource = { findClaims: () => new Promise(() => undefined) };

const required = (source: ClaimSource, name = 'users'): ClaimSourcePart => ({ source, name, required: true });
const optional = (source: ClaimSource, name = 'hr', timeout = 300): ClaimSourcePart => ({
  source,
  name,
  required: false,
  timeout,
});

async function find(...parts: readonly ClaimSourcePart[]): Promise<unknown> {
  const claims = await combineClaimSources(parts, { now: () => NOW }).findClaims(QUERY);
  return claims && { ...claims };
}

suite('the claims of several sources', () => {
  test('fill gaps in their order, and override nothing', async () => {
    const first = knowing({ name: 'Jane', email: null, nickname: '', groups: ['a'] });
    const second = knowing({
      name: 'Janet',
      email: 'jane@example.com',
      nickname: 'JD',
      groups: ['b'],
      'name#ja': 'x',
    });
    assert.deepEqual(await find(required(first), optional(second)), {
      name: 'Jane',
      email: 'jane@example.com',
      nickname: 'JD',
      groups: ['a'],
      'name#ja': 'x',
    });
    assert.deepEqual(await find(optional(second), required(first)), {
      name: 'Janet',
      email: 'jane@example.com',
      nickname: 'JD',
      groups: ['b'],
      'name#ja': 'x',
    });
  });

  test('an address that one source knows is not called verified by another', async () => {
    const first = knowing({ email: 'new@example.com', phone_number_verified: false });
    const second = knowing({
      email: 'old@example.com',
      email_verified: true,
      phone_number: '+44 1',
      phone_number_verified: true,
    });
    assert.deepEqual(await find(required(first), required(second, 'old')), {
      email: 'new@example.com',
      phone_number_verified: false,
    });
  });

  test('OpenID Connect Core, 5.6.2: names of claims and their sources come from one source', async () => {
    const first = knowing({ _claim_names: { a: 's' } });
    const second = knowing({ _claim_names: { b: 's' }, _claim_sources: { s: { JWT: 'e30.e30.' } } });
    assert.deepEqual(await find(required(first), optional(second)), { _claim_names: { a: 's' } });
  });

  test('may be called like members that every object has', async () => {
    const odd = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}') as Claims;
    const claims = await combineClaimSources([required(knowing({})), optional(knowing(odd))], {
      now: () => NOW,
    }).findClaims(QUERY);
    assert.equal(JSON.stringify(claims), '{"__proto__":{"admin":true},"constructor":1}');
  });

  test('are asked for at the same time, each told the question and the time that it has', async () => {
    const queries: ClaimQuery[] = [];
    const both = Promise.withResolvers<void>();
    const waiting: ClaimSource = {
      async findClaims(query) {
        queries.push(query);
        if (queries.length === 2) both.resolve();
        await both.promise;
        return {};
      },
    };
    await find(required(waiting), optional(waiting));
    assert.deepEqual(queries, [
      { ...QUERY, deadline: NOW + 2000 },
      { ...QUERY, deadline: NOW + 300 },
    ]);
  });

  test('no source has longer than the whole', async () => {
    const deadlines: number[] = [];
    const source: ClaimSource = {
      async findClaims({ deadline }) {
        deadlines.push(deadline);
        return {};
      },
    };
    await find({ ...required(source), timeout: 60_000 });
    assert.deepEqual(deadlines, [QUERY.deadline]);
  });
});

suite('a source that is not required', () => {
  const broken: Readonly<Record<string, ClaimSource>> = {
    rejects: failing('the service says: s3cret'),
    throws: {
      findClaims: () => {
        throw new Error('broken');
      },
    },
    'resolves with null': knowing(null as unknown as Claims),
    'resolves with a text': knowing('name' as unknown as Claims),
  };
  for (const [words, source] of Object.entries(broken)) {
    test(`and ${words} leaves its claims out, and the operator is told which it was`, async () => {
      const failures: ClaimSourceFailed[] = [];
      const combined = combineClaimSources([required(knowing({ name: 'Jane' })), optional(source)], {
        onFailure: (failure) => failures.push(failure),
        now: () => NOW,
      });
      assert.deepEqual({ ...(await combined.findClaims(QUERY)) }, { name: 'Jane' });
      assert.equal(failures.length, 1);
      assert.equal(failures[0]?.source, 'hr');
      assert.equal(failures[0]?.message, 'the claim source hr failed');
      assert.ok(failures[0]?.cause instanceof Error);
    });
  }

  test('and takes too long leaves its claims out when its time is up, not later', async (t: TestContext) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const failures: ClaimSourceFailed[] = [];
    const parts = [required(knowing({ name: 'Jane' })), optional(HANGING)];
    const combined = combineClaimSources(parts, {
      onFailure: (failure) => failures.push(failure),
      now: () => NOW,
    });
    const found = combined.findClaims(QUERY);
    t.mock.timers.tick(299);
    assert.equal(failures.length, 0);
    t.mock.timers.tick(1);
    assert.deepEqual({ ...(await found) }, { name: 'Jane' });
    assert.equal(failures[0]?.source, 'hr');
  });

  test('and does not know the subject leaves its claims out', async () => {
    assert.deepEqual(await find(required(knowing({ name: 'Jane' })), optional(knowing(undefined))), {
      name: 'Jane',
    });
  });
});

suite('a required source', () => {
  test('that fails, or takes too long, fails the whole', async (t: TestContext) => {
    await assert.rejects(find(optional(knowing({})), required(failing('down'))), {
      name: 'ClaimSourceFailed',
      code: 'CLAIM_SOURCE_FAILED',
      source: 'users',
      message: 'the claim source users failed',
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const hanging = find(required(HANGING), required(HANGING, 'others'));
    t.mock.timers.tick(2000);
    await assert.rejects(hanging, { name: 'ClaimSourceFailed', source: 'users' });
  });

  test('that does not know the subject makes it unknown, whatever the others say', async () => {
    const known = knowing({ name: 'Jane' });
    assert.equal(
      await find(optional(known), required(knowing(undefined)), required(known, 'others')),
      undefined,
    );
  });
});

suite('the sub of several sources', () => {
  const naming = (findSubject: () => Promise<string | undefined>): ClaimSource => ({
    findClaims: async () => ({}),
    findSubject,
  });

  test('is that of the one source that says it, with its time', async () => {
    const source = naming(async () => 'pairwise');
    const combined = combineClaimSources([required(knowing({})), optional(source)], { now: () => NOW });
    assert.equal(await combined.findSubject?.(QUERY), 'pairwise');
    assert.ok(!('findSubject' in combineClaimSources([required(knowing({}))])));
  });

  test('is not known where that source fails, required or not', async () => {
    const parts = [required(knowing({})), optional(naming(() => Promise.reject(new Error('down'))))];
    const combined = combineClaimSources(parts, { now: () => NOW });
    await assert.rejects(async () => combined.findSubject?.(QUERY), {
      name: 'ClaimSourceFailed',
      source: 'hr',
    });
  });

  test('is not said by two', () => {
    const source = naming(async () => 'x');
    assert.throws(() => combineClaimSources([required(source), optional(source)]), {
      name: 'TypeError',
      message: /^parts: .*findSubject/,
    });
  });
});

suite('the parts', () => {
  const source = knowing({});
  const wrong: readonly (readonly [name: string, parts: unknown])[] = [
    ['parts', []],
    ['parts', [{ source, name: 'a', required: false }]],
    ['parts[0].source', [{ name: 'a', required: true }]],
    ['parts[0].source', [{ source: {}, name: 'a', required: true }]],
    [
      'parts[1].name',
      [
        { source, name: 'a', required: true },
        { source, required: true },
      ],
    ],
    ['parts[0].name', [{ source, name: '', required: true }]],
    ['parts[0].required', [{ source, name: 'a' }]],
    ['parts[0].timeout', [{ source, name: 'a', required: true, timeout: 0 }]],
    ['parts[0].timeout', [{ source, name: 'a', required: true, timeout: Number.NaN }]],
    ['parts[0].timeout', [{ source, name: 'a', required: true, timeout: 2 ** 31 }]],
  ];
  for (const [name, parts] of wrong) {
    test(`a wrong ${name} is named: ${JSON.stringify(parts)}`, () => {
      assert.throws(
        () => combineClaimSources(parts as ClaimSourcePart[]),
        (error) => error instanceof TypeError && error.message.startsWith(`${name}: `),
      );
    });
  }
});
