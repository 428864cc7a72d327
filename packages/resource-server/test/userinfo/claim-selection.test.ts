import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Claims, JsonValue } from '../../src/index.ts';
import { selectClaims } from '../../src/userinfo/claim-selection.ts';

/** The selection as a client would read it. */
function select(names: readonly string[], stored: Claims): unknown {
  return JSON.parse(JSON.stringify(selectClaims(names, stored)));
}

suite('OpenID Connect Core, 5.3.2: which claims are returned', () => {
  test('what was requested and is stored, with its type', () => {
    const stored: Claims = {
      name: 'Jane Doe',
      email_verified: false,
      updated_at: 0,
      groups: [],
      address: { country: 'JP' },
      phone_number: 'not requested',
    };
    const names = ['name', 'email_verified', 'updated_at', 'groups', 'address', 'nickname'];
    assert.deepEqual(select(names, stored), {
      name: 'Jane Doe',
      email_verified: false,
      updated_at: 0,
      groups: [],
      address: { country: 'JP' },
    });
  });

  test('null, the empty string and what is undefined are left out', () => {
    const stored: Claims = { name: null, email: '', nickname: undefined, 'name#ja': null };
    assert.deepEqual(select(['name', 'email', 'nickname', 'name#ja'], stored), {});
  });

  test('5.1.1: absent members of an address are left out, and so is an address without any', () => {
    const names = ['address', 'address#ja'];
    const stored: Claims = {
      address: { country: 'JP', region: null, locality: '' },
      'address#ja': { country: '', region: null },
    };
    assert.deepEqual(select(names, stored), { address: { country: 'JP' } });
    assert.deepEqual(select(names, { address: {} }), {});
    assert.deepEqual(select(names, { address: null }), {});
  });

  test('a claim is one of the stored object itself, whatever its name', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'granted'];
    assert.deepEqual(select(names, {}), {});
    const stored = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "granted": true}') as Claims;
    const selected = selectClaims(names, stored);
    assert.deepEqual(Object.keys(selected), ['__proto__', 'constructor', 'granted']);
    assert.equal(JSON.stringify(selected), '{"__proto__":{"a":1},"constructor":2,"granted":true}');
    assert.equal(({} as Record<string, unknown>)['a'], undefined, 'nothing was polluted');
  });

  test('the stored object is only read', () => {
    const stored: Claims = Object.freeze({ address: Object.freeze({ region: null, country: 'JP' }) });
    assert.deepEqual(select(['address'], stored), { address: { country: 'JP' } });
  });
});

suite('OpenID Connect Core, 5.1: the types of the standard claims', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    name: [1, true, ['Jane'], { first: 'Jane' }],
    birthdate: [19840401],
    email_verified: ['true', 1, 0],
    phone_number_verified: ['false', [true]],
    updated_at: ['2026-11-24T00:00:00Z', '1795491267', Number.NaN, true],
    address: ['1 Example Street', ['UK'], { country: 7 }, true],
    'name#ja': [1],
    groups: [1n, Number.POSITIVE_INFINITY, () => 'a'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    test(`${name} is left out when it is of another type, and its name is told`, () => {
      for (const value of values) {
        const told: string[] = [];
        const stored = { [name]: value } as Claims;
        const selected = selectClaims([name], stored, undefined, (storedName) => told.push(storedName));
        assert.deepEqual({ ...selected }, {}, String(value));
        assert.deepEqual(told, [name]);
      }
    });
  }

  test('5.1.1: a member of an address that is no text is left out, the others stay', () => {
    const stored = { address: { country: 'JP', postal_code: 1000001 } };
    assert.deepEqual(select(['address'], stored), { address: { country: 'JP' } });
  });

  test('absent values are not told: they are no mistake', () => {
    const told: string[] = [];
    const stored: Claims = { name: null, email: '', address: { country: null } };
    selectClaims(['name', 'email', 'address'], stored, undefined, (name) => told.push(name));
    assert.deepEqual(told, []);
  });

  test('5.1.2: additional claims may hold any JSON', () => {
    const stored: Claims = {
      'https://example.com/claims/x': [{ a: [null, 1.5] }],
      groups: [],
      level: 0,
      vip: false,
    };
    assert.deepEqual(select(Object.keys(stored), stored), stored);
  });

  test('where the value in a language is of the wrong type, the next that fits answers', () => {
    assert.deepEqual(select(['name#ja'], { 'name#ja': 1, name: 'Jane' }), { name: 'Jane' });
  });
});

suite('OpenID Connect Core, 5.5.1: requests for a claim with particular values', () => {
  const stored: Claims = {
    email: 'jane@example.com',
    locale: 'en-GB',
    level: 2,
    groups: ['staff', { id: 7 }],
    name: 'Jane',
  };

  /** Whether the claim is returned when the client writes this about it. */
  const isReturned = (name: string, request: unknown): boolean => {
    const selected = selectClaims([name], stored, { [name]: request });
    if (name in selected) assert.deepEqual(selected[name], stored[name]);
    return name in selected;
  };

  test('null, and an object without a value, ask for any value', () => {
    for (const request of [
      null,
      {},
      { essential: true },
      { essential: false },
      { purpose: 'x', max_age: 1 },
    ]) {
      assert.ok(isReturned('email', request), JSON.stringify(request));
    }
  });

  test('with value, no other value is returned', () => {
    assert.ok(isReturned('email', { value: 'jane@example.com' }));
    assert.ok(isReturned('level', { value: 2, essential: true }));
    assert.ok(isReturned('groups', { value: ['staff', { id: 7 }] }));
    for (const value of ['JANE@example.com', '', true, ['jane@example.com'], {}]) {
      assert.ok(!isReturned('email', { value, essential: true }), JSON.stringify(value));
    }
    for (const value of [
      ['staff'],
      ['staff', { id: 7, a: 1 }],
      ['staff', {}],
      [{ id: 7 }, 'staff'],
      'staff',
    ]) {
      assert.ok(!isReturned('groups', { value }), JSON.stringify(value));
    }
    assert.ok(!isReturned('level', { value: '2' }));
  });

  test('an address that is not the requested one takes with it that it is verified', () => {
    const stored: Claims = {
      email: 'jane@example.com',
      email_verified: true,
      phone_number: '+1',
      phone_number_verified: true,
    };
    const names = ['email_verified', 'email', 'phone_number', 'phone_number_verified'];
    const request = { email: { value: 'other@example.com' }, phone_number: { value: '+1' } };
    assert.deepEqual(
      { ...selectClaims(names, stored, request) },
      { phone_number: '+1', phone_number_verified: true },
    );
    assert.deepEqual({ ...selectClaims(['email_verified'], stored) }, { email_verified: true });
  });

  test('with values, one of them is returned or none', () => {
    assert.ok(isReturned('locale', { values: ['fr-FR', 'en-GB'] }));
    assert.ok(!isReturned('locale', { values: ['fr-FR'] }));
    assert.ok(!isReturned('locale', { values: [] }));
    assert.ok(!isReturned('locale', { value: 'en-GB', values: ['fr-FR'] }));
  });

  test('an absent value or values, written as null, asks for nothing', () => {
    assert.ok(isReturned('locale', { value: null, values: null }));
  });

  test('what is asked in a way that nobody understands is not returned', () => {
    for (const request of [
      true,
      1,
      'essential',
      [],
      ['en-GB'],
      { values: 'en-GB' },
      { values: { 0: 'en-GB' } },
    ]) {
      assert.ok(!isReturned('locale', request), JSON.stringify(request));
    }
  });

  test('a request in one language says nothing about another', () => {
    const stored = { name: 'Jane', 'name#ja': 'x' };
    const request = { 'name#ja': { value: 'y' } };
    assert.deepEqual({ ...selectClaims(['name', 'name#ja'], stored, request) }, { name: 'Jane' });
  });

  test('a request that is nested a million times is read no further than the value', () => {
    const request: unknown = JSON.parse(`{"name":{"value":${'['.repeat(1e6)}${']'.repeat(1e6)}}}`);
    assert.deepEqual({ ...selectClaims(['name'], stored, request as Claims) }, {});
  });
});

test('any names and values: what is selected was requested, is stored, and is not absent', () => {
  const name = fc.oneof(
    fc.constantFrom('name', 'name#ja', 'name#JA', 'address', 'sub', '__proto__', 'constructor', '#', 'a#b#c'),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;
  const stored = fc
    .array(fc.tuple(name, value), { maxLength: 8 })
    .map((entries) => Object.fromEntries(entries) as Claims);
  const requests = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }));
  const property = fc.property(
    fc.array(name, { maxLength: 8 }),
    stored,
    requests,
    (names, stored, requests) => {
      const selected = selectClaims(names, stored, requests);
      JSON.stringify(selected);
      for (const [key, value] of Object.entries(selected)) {
        const base = key.split('#', 1)[0] ?? '';
        assert.ok(names.includes(key) || names.some((requested) => requested.startsWith(`${base}#`)));
        assert.ok(Object.keys(stored).some((stored) => stored.toLowerCase() === key.toLowerCase()));
        assert.ok(value !== null && value !== '');
      }
    },
  );
  fc.assert(property, { numRuns: 500 });
});
