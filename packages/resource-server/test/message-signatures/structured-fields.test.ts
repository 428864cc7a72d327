import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import {
  parseDictionary,
  parseItem,
  parseList,
} from '../../src/message-signatures/structured-fields/parse-structured-field.ts';
import {
  serializeDictionary,
  serializeItem,
  serializeList,
} from '../../src/message-signatures/structured-fields/serialize-structured-field.ts';
import type {
  BareItem,
  Dictionary,
  Item,
  Member,
  Parameters,
} from '../../src/message-signatures/structured-fields/structured-field.ts';

/** Each text, and the one form that it is written in. */
const ITEMS: readonly (readonly [text: string, canonical: string])[] = [
  ['42', '42'],
  ['-0', '0'],
  ['007', '7'],
  ['999999999999999', '999999999999999'],
  ['-999999999999999', '-999999999999999'],
  ['4.50', '4.5'],
  ['1.0', '1.0'],
  ['999999999999.999', '999999999999.999'],
  ['"hello"', '"hello"'],
  [String.raw`"a \"b\" \\"`, String.raw`"a \"b\" \\"`],
  ['""', '""'],
  ['token', 'token'],
  ['*a/b:c', '*a/b:c'],
  [':aGVsbG8=:', ':aGVsbG8=:'],
  ['::', '::'],
  ['?1', '?1'],
  ['?0', '?0'],
  ['  a;b;c=?0;  d="e"  ', 'a;b;c=?0;d="e"'],
  ['a;b=?1', 'a;b'],
  ['a;b=1;b=2', 'a;b=2'],
];

const NOT_ITEMS = [
  '',
  '1.',
  '.5',
  '1.2345',
  '1234567890123456',
  '1234567890123.1',
  '--1',
  '-',
  '"open',
  '"a\nb"',
  '"é"',
  String.raw`"\a"`,
  ':a:',
  ':aGVsbG8:',
  ':aGVsbG9=:',
  ':aGVsbG8-:',
  ':open',
  '?2',
  '?',
  'a b',
  'a;',
  'a;B=1',
  'a;b=',
  'a ;b',
  '(a)',
  'a,b',
  '@1659578233',
  '\ta',
];

const NOT_DICTIONARIES = [
  'a=1,',
  ',',
  'A=1',
  '1=1',
  'a=',
  'a=1 b=2',
  'a=(1',
  'a=(1 2',
  'a=(1"b")',
  'a=(1,2)',
  'a=((1))',
  'a = 1',
  'a;=1',
  'a;b=c d',
];

suite('RFC 8941, section 4.2.3: items', () => {
  for (const [text, canonical] of ITEMS) {
    test(`${JSON.stringify(text)} is read, and written as ${canonical}`, () => {
      const item = parseItem(text);
      assert.ok(item);
      assert.equal(serializeItem(item), canonical);
    });
  }
  for (const text of NOT_ITEMS) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(parseItem(text), undefined));
  }
});

suite('RFC 8941, section 4.2.2: dictionaries', () => {
  for (const [text, canonical] of [
    ['', ''],
    ['a=1,    b=2;x=1;y=2,   c=(a   b   c), d', 'a=1, b=2;x=1;y=2, c=(a b c), d'],
    ['a=?1;x, b=?0', 'a;x, b=?0'],
    ['a=1\t,\tb=2', 'a=1, b=2'],
    ['a=( ), b=( 1  2 );p', 'a=(), b=(1 2);p'],
    ['a=1, b=2, a=3', 'a=3, b=2'],
  ] as const) {
    test(`${JSON.stringify(text)} is read, and written as ${JSON.stringify(canonical)}`, () => {
      const dictionary = parseDictionary(text);
      assert.ok(dictionary);
      assert.equal(serializeDictionary(dictionary), canonical);
    });
  }
  for (const text of NOT_DICTIONARIES) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(parseDictionary(text), undefined));
  }
});

suite('RFC 8941, section 4.2.1: lists', () => {
  for (const [text, canonical] of [
    ['', ''],
    ['a,b ,  c', 'a, b, c'],
    ['("a" "b");c, 1', '("a" "b");c, 1'],
  ] as const) {
    test(`${JSON.stringify(text)} is read, and written as ${JSON.stringify(canonical)}`, () => {
      const list = parseList(text);
      assert.ok(list);
      assert.equal(serializeList(list), canonical);
    });
  }
  for (const text of ['a,', ',a', 'a b', '(a']) {
    test(`${JSON.stringify(text)} is none`, () => assert.equal(parseList(text), undefined));
  }
});

const anyKey = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,8}$/);
const anyBareItem: fc.Arbitrary<BareItem> = fc.oneof(
  fc.record({ kind: fc.constant('integer'), value: fc.integer() }),
  fc.record({ kind: fc.constant('decimal'), value: fc.integer().map((value) => value / 8) }),
  fc.record({ kind: fc.constant('string'), value: fc.string({ unit: 'grapheme-ascii' }) }),
  fc.record({
    kind: fc.constant('token'),
    value: fc.stringMatching(/^[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]{0,8}$/),
  }),
  fc.record({ kind: fc.constant('bytes'), value: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }),
  fc.record({ kind: fc.constant('boolean'), value: fc.boolean() }),
);
const anyParameters: fc.Arbitrary<Parameters> = fc
  .array(fc.tuple(anyKey, anyBareItem), { maxLength: 3 })
  .map((entries) => new Map(entries));
const anyItem: fc.Arbitrary<Item> = fc.record({ value: anyBareItem, parameters: anyParameters });
const anyMember: fc.Arbitrary<Member> = fc.oneof(
  anyItem,
  fc.record({ items: fc.array(anyItem, { maxLength: 3 }), parameters: anyParameters }),
);
const anyDictionary: fc.Arbitrary<Dictionary> = fc
  .array(fc.tuple(anyKey, anyMember), { maxLength: 4 })
  .map((entries) => new Map(entries));

suite('structured fields of any content', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(anyDictionary, (dictionary) => {
        const read = parseDictionary(serializeDictionary(dictionary));
        assert.ok(read);
        assert.equal(serializeDictionary(read), serializeDictionary(dictionary));
        assert.deepEqual([...read.keys()], [...dictionary.keys()]);
      }),
    );
  });

  test('any text is read or refused, and what is read is written in one way', () => {
    const piece = fc.constantFrom(
      'a',
      '1',
      '.',
      '-',
      '"',
      '\\',
      ':',
      '?',
      '=',
      ';',
      ',',
      ' ',
      '(',
      ')',
      '*',
      '\t',
      'é',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: piece })), (text) => {
        for (const [parse, serialize] of [
          [parseDictionary, serializeDictionary],
          [parseList, serializeList],
          [parseItem, serializeItem],
        ] as readonly (readonly [(text: string) => unknown, (value: never) => string])[]) {
          const value = parse(text);
          if (value === undefined) continue;
          const written = serialize(value as never);
          assert.equal(serialize(parse(written) as never), written);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a long text that is nothing takes no longer than its length', () => {
    for (const piece of ['"', ':', '(', 'a;', ' ', 'a,\t', '1', '\\"', '"a']) {
      assert.equal(parseDictionary(`a=${piece.repeat(50_000)}\u0000`), undefined);
    }
  });
});
