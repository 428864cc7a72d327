import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readTransformedClaims, transform } from '../src/transformed-claims/transformed-claim.ts';
import { TRANSFORMATION_FUNCTIONS } from '../src/transformed-claims/transformation-functions.ts';

const NOW = Date.parse('2026-02-28T12:00:00Z');

/** Applies functions to the value of a claim, at noon of 2026-02-28. */
function apply(fn: readonly unknown[], value: unknown): unknown {
  const definition = readTransformedClaims({ x: { claim: 'y', fn } }).get('x')!;
  return transform(value, definition, NOW);
}

/** One row of a table: functions, value of the claim, result. `undefined`: the transformed claim is unavailable. */
type Row = readonly [fn: readonly unknown[], value: unknown, result: unknown];

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  years_ago: [
    [['years_ago'], '2008-02-28', 18],
    [['years_ago'], '2008-03-01', 17],
    [['years_ago'], '2008-02-29', 17],
    [['years_ago'], '2026-02-28', 0],
    [['years_ago'], '2027-02-28', -1],
    [['years_ago'], '2008-02-28T23:59:59Z', 18],
    [['years_ago'], '2008-03-01T00:30:00+02:00', 17],
    [['years_ago'], 1_204_156_800, 18],
    [['years_ago'], ['2008-02-28', '2000-01-01'], [18, 26]],
    [[['years_ago', '2000-01-01']], '1990-01-02', 9],
    [[['years_ago', '2000-01-01']], '1990-01-01', 10],
    [['years_ago'], '0000-05-01', undefined],
    [['years_ago'], '1990', undefined],
    [['years_ago'], '1990-02-30', undefined],
    [['years_ago'], '1990-13-01', undefined],
    [['years_ago'], '1990-01-01T25:00:00Z', undefined],
    [['years_ago'], '1990-01-01Z', undefined],
    [['years_ago'], 'long ago', undefined],
    [['years_ago'], 1e300, undefined],
    [['years_ago'], true, undefined],
    [['years_ago'], ['1990-01-01', 'long ago'], undefined],
  ],
  eq: [
    [[['eq', 'USA']], 'USA', true],
    [[['eq', 'USA']], 'usa', false],
    [[['eq', 5]], 5, true],
    [[['eq', true]], false, false],
    [[['eq', '2000-01-01']], '2000-01-01T23:00:00Z', true],
    [[['eq', '2000-01-01T22:00:00Z']], '2000-01-01T23:00:00+01:00', true],
    [[['eq', '2000-01-01T22:00:00']], '2000-01-01T22:00:01Z', false],
    [[['eq', '1970-01-01T00:00:05Z']], 5, true],
    [[['eq', 'USA']], ['DEU', 'USA'], [false, true]],
    [[['eq', 'USA']], 5, undefined],
    [[['eq', 'USA']], { code: 'USA' }, undefined],
  ],
  comparisons: [
    [[['gt', 18]], 18, false],
    [[['gte', 18]], 18, true],
    [[['lt', 18]], 18, false],
    [[['lte', 18]], 18, true],
    [[['gt', 18]], 19, true],
    [[['lt', 18]], 17, true],
    [[['gt', '2000-01-01']], '2000-01-01T23:00:00Z', false],
    [[['gte', '2000-01-01']], '1999-12-31', false],
    [[['lt', '2000-01-01T10:00:00Z']], '2000-01-01T09:59:59.5Z', true],
    [[['gt', 18]], [17, 19], [false, true]],
    [[['gt', 18]], '19', undefined],
    [[['gt', '2000-01-01']], 'yesterday', undefined],
  ],
  texts: [
    [[['contains', 'EH1']], 'EH1 1AA', true],
    [[['contains', 'EH1']], 'G1', false],
    [[['starts_with', 'EH']], 'EH1', true],
    [[['starts_with', 'H1']], 'EH1', false],
    [[['ends_with', '@example.com']], 'john@example.com', true],
    [[['ends_with', '@example.com']], 'john@example.com.evil', false],
    [[['ends_with', 'n']], ['John', 'Jane'], [true, false]],
    [[['contains', '1']], 1, undefined],
  ],
  match: [
    [[['match', '^[A-Z]{2}\\d']], 'EH1', true],
    [[['match', 'h']], 'EH1', false],
    [[['match', 'H']], 'EH1', true],
    [[['match', '^.$']], '😀', true],
    [[['match', '.']], 1, undefined],
  ],
  hash: [
    [
      [['hash', 'sha-256']],
      'Jörg',
      // The example of the specification.
      '8e63741c42f7c08025339f1a380d98030a698aa04f1fa3c595dcb581632af452',
    ],
    [
      [
        ['hash', 'sha-512'],
        ['match', '^[0-9a-f]{128}$'],
      ],
      'x',
      true,
    ],
    [[['hash', 'sha-256']], 5, undefined],
  ],
  arrays: [
    [['any'], [false, true], true],
    [['any'], [false], false],
    [['any'], [], false],
    [['all'], [true, true], true],
    [['all'], [true, false], false],
    [['none'], [false, false], true],
    [['none'], [false, true], false],
    [['any'], true, undefined],
    [['any'], [true, 1], undefined],
  ],
  get: [
    [[['get', 'country']], { country: 'DE' }, 'DE'],
    [
      [
        ['get', 'address'],
        ['get', 'country'],
        ['eq', 'DE'],
      ],
      { address: { country: 'DE' } },
      true,
    ],
    [[['get', 'country']], { region: 'x' }, undefined],
    [[['get', 'toString']], {}, undefined],
    [[['get', 'length']], ['x'], undefined],
    [[['get', 'length']], 'x', undefined],
    [[['get', 'country'], 'years_ago'], { country: null }, undefined],
  ],
  'chains of functions': [
    [['years_ago', ['gte', 18]], '2008-02-28', true],
    [['years_ago', ['gte', 18]], '2008-03-01', false],
    [[['eq', 'USA'], 'any'], ['DEU', 'USA'], true],
    [[['eq', 'USA'], 'none'], ['DEU', 'FRA'], true],
    [['years_ago', ['gte', 18]], '0000-01-01', undefined],
    [[], 'as it is', 'as it is'],
    [['years_ago'], undefined, undefined],
    [['years_ago'], null, undefined],
  ],
};

describe('transformed claims (OpenID Connect Advanced Syntax for Claims 1.0)', () => {
  for (const [name, rows] of Object.entries(TABLE)) {
    it(`compute ${name}`, () => {
      for (const [fn, value, result] of rows) {
        assert.deepEqual(apply(fn, value), result, JSON.stringify([fn, value]));
      }
    });
  }

  it('know all functions of the specification', () => {
    assert.deepEqual(TRANSFORMATION_FUNCTIONS.toSorted(), [
      'all',
      'any',
      'contains',
      'ends_with',
      'eq',
      'get',
      'gt',
      'gte',
      'hash',
      'lt',
      'lte',
      'match',
      'none',
      'starts_with',
      'years_ago',
    ]);
  });

  it('end a match that would take very long, and are unavailable then', () => {
    const fn = [['match', '^(a+)+$']];
    assert.equal(apply(fn, `${'a'.repeat(60)}!`), undefined);
    assert.equal(apply(fn, 'aaa'), true);
  });

  for (const definitions of [
    undefined,
    [],
    { x: null },
    { x: { fn: [] } },
    { x: { claim: 'y' } },
    { x: { claim: 'y', fn: 'years_ago' } },
    { '': { claim: 'y', fn: [] } },
    { ':x': { claim: 'y', fn: [] } },
    ...[
      'unheard_of',
      'toString',
      5,
      [],
      [['eq', 'x']],
      'eq',
      ['eq', 'x', 'y'],
      ['eq', null],
      ['eq', ['x']],
      ['gt', 'x'],
      ['gt', true],
      ['years_ago', 'x'],
      ['years_ago', '2000-01-01', 1],
      ['any', true],
      ['get'],
      ['get', 5],
      ['match', '('],
      ['match', 5],
      ['hash', 'md5'],
      ['contains', 5],
    ].map((element) => ({ x: { claim: 'y', fn: [element] } })),
  ]) {
    it(`are refused when they are defined as ${JSON.stringify(definitions)}`, () => {
      assert.throws(() => readTransformedClaims(definitions), TypeError);
    });
  }
});
