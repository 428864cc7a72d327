import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { delivered } from './delivered.ts';
import {
  DRIVING_PERMIT,
  EIDAS,
  ID_CARD,
  SEVERAL_PIECES_OF_EVIDENCE,
  VOUCH,
} from './specification-examples.ts';

const NAMES = { given_name: null, family_name: null };

suite('OpenID Connect for Identity Assurance 1.0, 5.6: different verification requirements', () => {
  const levels = [
    {
      verification: { trust_framework: { value: 'eidas' }, assurance_level: { value: 'high' } },
      claims: NAMES,
    },
    {
      verification: {
        trust_framework: { value: 'eidas' },
        assurance_level: { values: ['high', 'substantial'] },
      },
      claims: { birthdate: null },
    },
  ];
  const birthdate = { birthdate: '1956-01-28' };
  const names = { given_name: 'Max', family_name: 'Meier' };

  test('5.6: each requested element is answered for itself, and in its place', () => {
    const substantial = { trust_framework: 'eidas', assurance_level: 'substantial' };
    assert.deepEqual(delivered(levels, EIDAS), [[], [{ verification: substantial, claims: birthdate }]]);
    const high = { trust_framework: 'eidas', assurance_level: 'high' };
    assert.deepEqual(delivered(levels, { ...EIDAS, verification: high }), [
      [{ verification: high, claims: names }],
      [{ verification: high, claims: birthdate }],
    ]);
    assert.deepEqual(delivered(levels, ID_CARD), [[], []]);
  });

  test('5.6: a claim that is requested in several elements is delivered in each', () => {
    const requested = { verification: { trust_framework: null }, claims: { given_name: null } };
    const answer = { verification: { trust_framework: 'eidas' }, claims: { given_name: 'Max' } };
    assert.deepEqual(delivered([requested, requested], EIDAS), [[answer], [answer]]);
  });

  test('5.6, B.2: one trust framework with evidence of one type, or others with that of another', () => {
    const requested = [
      {
        verification: {
          trust_framework: { value: 'nist_800_63A' },
          evidence: [{ type: { value: 'document' } }],
        },
        claims: NAMES,
      },
      {
        verification: {
          trust_framework: { values: ['uk_diatf', 'se_bankid'] },
          evidence: [{ type: { value: 'vouch' } }],
        },
        claims: NAMES,
      },
    ];
    const ofDocument = {
      verification: { trust_framework: 'nist_800_63A', evidence: [{ type: 'document' }] },
      claims: { given_name: 'Inga', family_name: 'Silverstone' },
    };
    const ofVouch = {
      verification: { trust_framework: 'uk_diatf', evidence: [{ type: 'vouch' }] },
      claims: { given_name: 'Sam', family_name: 'Lawler' },
    };
    assert.deepEqual(delivered(requested, DRIVING_PERMIT), [[ofDocument], []]);
    assert.deepEqual(delivered(requested, VOUCH), [[], [ofVouch]]);
    assert.deepEqual(delivered(requested, SEVERAL_PIECES_OF_EVIDENCE), [[], []]);
    assert.deepEqual(delivered(requested, [VOUCH, EIDAS, DRIVING_PERMIT]), [[ofDocument], [ofVouch]]);
  });

  test('Schema Definition 5.2, C.7: every stored document that fulfils the request is delivered', () => {
    const requested = { verification: { trust_framework: null }, claims: { family_name: null } };
    const answer = (framework: string): unknown => ({
      verification: { trust_framework: framework },
      claims: { family_name: 'Meier' },
    });
    assert.deepEqual(delivered(requested, [EIDAS, ID_CARD]), [[answer('eidas'), answer('de_aml')]]);
    assert.deepEqual(delivered([requested], [ID_CARD]), [[answer('de_aml')]]);
    const withAddress = { ...requested, claims: { address: null } };
    assert.deepEqual(delivered(withAddress, [EIDAS, ID_CARD]), [
      [{ verification: { trust_framework: 'de_aml' }, claims: { address: ID_CARD.claims['address'] } }],
    ]);
  });

  test('what is stored and no document is passed over', () => {
    const requested = { verification: { trust_framework: null }, claims: { given_name: null } };
    for (const stored of [
      undefined,
      null,
      'eidas',
      [],
      {},
      { claims: { given_name: 'Max' } },
      { verification: { trust_framework: 'eidas' } },
      { verification: { trust_framework: '' }, claims: { given_name: 'Max' } },
      { verification: { trust_framework: 5 }, claims: { given_name: 'Max' } },
      { verification: ['eidas'], claims: { given_name: 'Max' } },
    ]) {
      assert.deepEqual(delivered(requested, stored), [[]], JSON.stringify(stored));
      assert.equal(delivered(requested, [stored, EIDAS])[0]?.length, 1, JSON.stringify(stored));
    }
  });
});
