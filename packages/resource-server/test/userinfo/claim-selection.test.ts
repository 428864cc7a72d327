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

  test('sub is never selected', () => {
    assert.deepEqual(select(['sub', 'sub#ja', ''], { sub: 'jane', 'sub#ja': 'jane', '': 1 }), {});
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

suite('OpenID Connect Core, 5.2: languages', () => {
  const stored: Claims = {
    family_name: 'Sakimura',
    'family_name#ja-Kana-JP': '\u30b5\u30ad\u30e0\u30e9',
    'family_name#ja-Hani-JP': '\u5d0e\u6751',
  };

  test('a claim is returned in the requested language, under the requested name', () => {
    assert.deepEqual(select(['family_name#ja-Kana-JP'], stored), {
      'family_name#ja-Kana-JP': '\u30b5\u30ad\u30e0\u30e9',
    });
  });

  test('a language is compared without regard to case, and returned as it was written', () => {
    assert.deepEqual(select(['family_name#JA-kana-jp'], stored), {
      'family_name#JA-kana-jp': '\u30b5\u30ad\u30e0\u30e9',
    });
  });

  test('several languages and none may be requested together', () => {
    assert.deepEqual(
      select(['family_name', 'family_name#ja-Kana-JP', 'family_name#ja-Hani-JP'], stored),
      stored,
    );
  });

  test('without a value in the language, the untagged value is returned under the untagged name', () => {
    assert.deepEqual(select(['family_name#fr'], stored), { family_name: 'Sakimura' });
    assert.deepEqual(select(['given_name#fr'], stored), {});
    assert.deepEqual(select(['family_name#fr'], { ...stored, 'family_name#fr': '' }), {
      family_name: 'Sakimura',
    });
  });

  test('a value in a language does not stand in for an untagged one', () => {
    assert.deepEqual(select(['name'], { 'name#ja': 'x' }), {});
  });

  test('an empty tag is no tag', () => {
    assert.deepEqual(select(['family_name#'], stored), { family_name: 'Sakimura' });
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
  const property = fc.property(fc.array(name, { maxLength: 8 }), stored, (names, stored) => {
    const selected = selectClaims(names, stored);
    JSON.stringify(selected);
    for (const [key, value] of Object.entries(selected)) {
      const base = key.split('#', 1)[0] ?? '';
      assert.ok(names.includes(key) || names.some((requested) => requested.startsWith(`${base}#`)));
      assert.ok(Object.keys(stored).some((stored) => stored.toLowerCase() === key.toLowerCase()));
      assert.ok(base !== 'sub' && value !== null && value !== '');
    }
  });
  fc.assert(property, { numRuns: 500 });
});
