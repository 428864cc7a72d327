import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Claims } from '../../src/index.ts';
import { selectReferencedClaims } from '../../src/userinfo/referenced-claims.ts';

/** The example of OpenID Connect Core 1.0, section 5.6.2.2, with an aggregated source beside it. */
const STORED: Claims = {
  name: 'Jane Doe',
  _claim_names: {
    payment_info: 'src1',
    shipping_address: 'src1',
    credit_score: 'src2',
    address: 'src3',
    'family_name#ja': 'src3',
  },
  _claim_sources: {
    src1: { endpoint: 'https://bank.example.com/claim_source' },
    src2: {
      endpoint: 'https://creditagency.example.com/claims_here',
      access_token: 'ksj3n283dke',
      token_type: 'x',
    },
    src3: { JWT: 'e30.e30.c2ln' },
  },
};

function select(names: readonly string[], stored = STORED, request?: Claims): unknown {
  const selected = selectReferencedClaims(names, stored, request);
  return selected && (JSON.parse(JSON.stringify(selected)) as unknown);
}

suite('OpenID Connect Core, 5.6.2: aggregated and distributed claims', () => {
  test('those that were requested are returned with the sources that they refer to, and no others', () => {
    assert.deepEqual(select(['payment_info', 'credit_score', 'name']), {
      _claim_names: { payment_info: 'src1', credit_score: 'src2' },
      _claim_sources: {
        src1: { endpoint: 'https://bank.example.com/claim_source' },
        src2: {
          endpoint: 'https://creditagency.example.com/claims_here',
          access_token: 'ksj3n283dke',
          token_type: 'x',
        },
      },
    });
    assert.deepEqual(select(['address']), {
      _claim_names: { address: 'src3' },
      _claim_sources: { src3: { JWT: 'e30.e30.c2ln' } },
    });
  });

  test('where none was requested, neither member is returned', () => {
    assert.equal(select(['name', 'email', '_claim_names']), undefined);
    assert.equal(select([]), undefined);
  });

  test('5.2: a name with a language tag is returned as the source has it, for it stands in its JWT', () => {
    assert.deepEqual(select(['family_name#JA-Hani']), {
      _claim_names: { 'family_name#ja': 'src3' },
      _claim_sources: { src3: { JWT: 'e30.e30.c2ln' } },
    });
  });

  test('5.5.1: a claim that was requested with a value is left out, for nobody here knows its value', () => {
    assert.equal(select(['credit_score'], STORED, { credit_score: { value: 650 } }), undefined);
    assert.equal(select(['credit_score'], STORED, { credit_score: { values: [] } }), undefined);
    assert.ok(select(['credit_score'], STORED, { credit_score: { essential: true } }));
  });

  const malformed: readonly (readonly [words: string, source: unknown])[] = [
    ['is missing', undefined],
    ['is null', null],
    ['is a text', 'https://bank.example.com'],
    ['is an array', [{ JWT: 'e30.e30.c2ln' }]],
    ['is empty', {}],
    ['has a JWT that is none', { JWT: '{"name":"Jane"}' }],
    ['has a JWT that is an object', { JWT: {} }],
    ['has an endpoint without TLS', { endpoint: 'http://bank.example.com/claim_source' }],
    ['has an endpoint that is no URL', { endpoint: '/claim_source' }],
    ['has an endpoint that is a script', { endpoint: 'javascript:alert(1)' }],
    ['has an empty access token', { endpoint: 'https://bank.example.com', access_token: '' }],
    ['has an access token that is a number', { endpoint: 'https://bank.example.com', access_token: 1 }],
  ];
  for (const [words, source] of malformed) {
    test(`a claim whose source ${words} is left out, the others stay`, () => {
      const stored = {
        _claim_names: { a: 'bad', b: 'good' },
        _claim_sources: { bad: source, good: { JWT: 'e30.e30.c2ln' } },
      } as Claims;
      assert.deepEqual(select(['a', 'b'], stored), {
        _claim_names: { b: 'good' },
        _claim_sources: { good: { JWT: 'e30.e30.c2ln' } },
      });
    });
  }

  test('names and sources that are no objects are left out', () => {
    for (const value of [undefined, null, '', 'src1', [], ['src1'], 1]) {
      assert.equal(select(['payment_info'], { ...STORED, _claim_names: value }), undefined);
      assert.equal(select(['payment_info'], { ...STORED, _claim_sources: value }), undefined);
    }
    const references = { payment_info: ['src1'], credit_score: 1, address: null };
    assert.equal(select(Object.keys(references), { ...STORED, _claim_names: references }), undefined);
  });

  test('members that every object has are no names and no sources', () => {
    assert.equal(select(['constructor', '__proto__', 'toString']), undefined);
    const stored = { ...STORED, _claim_names: { a: '__proto__', b: 'constructor' } };
    assert.equal(select(['a', 'b'], stored), undefined);
  });
});
