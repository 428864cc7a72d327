import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deliveredOne, NOW } from './delivered.ts';
import { DRIVING_PERMIT, EIDAS, ID_CARD, POPULATION_REGISTER, VOUCH } from './specification-examples.ts';

const SECOND = 1000;

/** Whether a document is delivered when this is asked of its verification. */
function isDelivered(verification: Record<string, unknown>, stored: unknown, now = NOW): boolean {
  const requested = {
    verification: { trust_framework: null, ...verification },
    claims: { given_name: null },
  };
  return deliveredOne(requested, stored, now) !== undefined;
}

suite('OpenID Connect for Identity Assurance 1.0, 5.5.1: value and values', () => {
  test('5.5.1: trust_framework may be one of several', () => {
    const goldOrSilver = { trust_framework: { values: ['gold', 'silver'] } };
    for (const [framework, isExpected] of [
      ['gold', true],
      ['silver', true],
      ['bronze', false],
      ['GOLD', false],
    ] as const) {
      const stored = { ...EIDAS, verification: { trust_framework: framework } };
      assert.equal(isDelivered(goldOrSilver, stored), isExpected, framework);
    }
  });

  test('5.5.1: trust_framework, method and the type of the document may be limited at once', () => {
    const limitedTo = (framework: string, method: string, types: readonly string[]): unknown => {
      const verification = {
        trust_framework: { value: framework },
        evidence: [
          {
            type: { value: 'document' },
            method: { value: method },
            document_details: { type: { values: types } },
          },
        ],
      };
      return deliveredOne({ verification, claims: { given_name: null, family_name: null } }, ID_CARD);
    };
    assert.deepEqual(limitedTo('de_aml', 'pipp', ['idcard', 'passport']), {
      verification: {
        trust_framework: 'de_aml',
        evidence: [{ type: 'document', method: 'pipp', document_details: { type: 'idcard' } }],
      },
      claims: { given_name: 'Max', family_name: 'Meier' },
    });
    assert.equal(limitedTo('it_spid', 'pipp', ['idcard', 'passport']), undefined);
    assert.equal(limitedTo('de_aml', 'eid', ['idcard', 'passport']), undefined);
    assert.equal(limitedTo('de_aml', 'pipp', ['passport']), undefined);
  });

  test('5.5.1: a restriction is not ignored where the element is not stored', () => {
    assert.ok(!isDelivered({ assurance_level: { value: 'high' } }, ID_CARD));
    assert.ok(!isDelivered({ evidence: [{ type: { value: 'document' } }] }, EIDAS));
    assert.ok(!isDelivered({ evidence: [{ type: null, method: { value: 'pipp' } }] }, DRIVING_PERMIT));
    const ofUnstoredIssuer = { type: null, attestation: { issuer: { country: { value: 'DE' } } } };
    assert.ok(!isDelivered({ evidence: [ofUnstoredIssuer] }, VOUCH));
    assert.ok(
      !isDelivered({ evidence: [{ type: null, check_details: [{ time: { max_age: 1 } }] }] }, ID_CARD),
    );
  });

  test('5.5.1: all constraints of an element hold together', () => {
    assert.ok(isDelivered({ assurance_level: { value: 'substantial', values: ['substantial'] } }, EIDAS));
    assert.ok(!isDelivered({ assurance_level: { value: 'substantial', values: ['high'] } }, EIDAS));
    assert.ok(!isDelivered({ assurance_level: { values: ['substantial'], max_age: 5 } }, EIDAS));
  });

  test('5.5.1: a malformed constraint is fulfilled by nothing, and null is none', () => {
    for (const malformed of [
      { values: 'eidas' },
      { values: [] },
      { values: {} },
      { value: ['eidas'] },
      { value: '' },
      { value: false },
      'eidas',
      ['eidas'],
      [],
      5,
      true,
    ]) {
      assert.ok(!isDelivered({ trust_framework: malformed }, EIDAS), JSON.stringify(malformed));
    }
    assert.ok(isDelivered({ trust_framework: { value: null, values: null, max_age: null } }, EIDAS));
  });

  test('values are the same when they are the same JSON, whatever the order of members', () => {
    const stored = { ...EIDAS, claims: { given_name: 'Max', list: [1, { a: 1, b: [null] }] } };
    const listIs = (value: unknown): boolean => {
      const requested = { verification: { trust_framework: null }, claims: { list: { value } } };
      return deliveredOne(requested, stored) !== undefined;
    };
    assert.ok(listIs([1, { b: [null], a: 1 }]));
    for (const other of [
      [1],
      [1, { a: 1 }],
      [1, { a: 1, b: [] }],
      [1, { a: 1, b: [null], c: 1 }],
      ['1', { a: 1, b: [null] }],
      [1, { a: 1, c: [null] }],
      { 0: 1, 1: { a: 1, b: [null] } },
      'list',
    ]) {
      assert.ok(!listIs(other), JSON.stringify(other));
    }
  });
});

suite('OpenID Connect for Identity Assurance 1.0, 5.5.2: max_age', () => {
  const verifiedAt = Date.UTC(2021, 5, 6, 5, 32, 59);

  test('5.5.2: the verification may be no older than max_age seconds, inclusive', () => {
    const twoYears = { time: { max_age: 63113852 } };
    assert.ok(isDelivered(twoYears, DRIVING_PERMIT, verifiedAt + 63113852 * SECOND));
    assert.ok(!isDelivered(twoYears, DRIVING_PERMIT, verifiedAt + 63113852 * SECOND + 1));
  });

  test('5.5.2: elapsed time is counted from the last valid second of a date', () => {
    const issued = { type: null, document_details: { type: null, date_of_issuance: { max_age: 60 } } };
    const endOfDay = Date.UTC(2019, 8, 5, 23, 59, 59);
    assert.ok(isDelivered({ evidence: [issued] }, DRIVING_PERMIT, endOfDay + 60 * SECOND));
    assert.ok(!isDelivered({ evidence: [issued] }, DRIVING_PERMIT, endOfDay + 61 * SECOND));
  });

  test('5.5.2: an expiry that is still to come is younger than anything', () => {
    const unexpired = { type: null, document_details: { type: null, date_of_expiry: { max_age: 0 } } };
    assert.ok(isDelivered({ evidence: [unexpired] }, DRIVING_PERMIT, Date.UTC(2024, 6, 31)));
    assert.ok(isDelivered({ evidence: [unexpired] }, DRIVING_PERMIT, Date.UTC(2024, 7, 1, 23, 59, 59)));
    assert.ok(!isDelivered({ evidence: [unexpired] }, DRIVING_PERMIT, Date.UTC(2024, 7, 2)));
  });

  test('5.5.2: what is no date or timestamp, and what is no number of seconds, is not young enough', () => {
    assert.ok(!isDelivered({ trust_framework: { max_age: 1e15 } }, EIDAS));
    assert.ok(!isDelivered({ evidence: [{ type: null, record: { max_age: 1e15 } }] }, POPULATION_REGISTER));
    for (const maxAge of ['63113852', true, [], {}]) {
      assert.ok(
        !isDelivered({ time: { max_age: maxAge } }, DRIVING_PERMIT, verifiedAt),
        JSON.stringify(maxAge),
      );
    }
  });

  test('5.5.2: a claim that is too old is left out', () => {
    const requested = {
      verification: { trust_framework: null },
      claims: { birthdate: { max_age: 0 }, given_name: null },
    };
    assert.deepEqual(deliveredOne(requested, EIDAS), {
      verification: { trust_framework: 'eidas' },
      claims: { given_name: 'Max' },
    });
  });
});
