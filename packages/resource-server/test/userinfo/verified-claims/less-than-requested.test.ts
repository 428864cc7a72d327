import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { delivered, deliveredOne } from './delivered.ts';
import { DRIVING_PERMIT, EIDAS, ID_CARD, VOUCH } from './specification-examples.ts';

const verification = { trust_framework: null };

/** The verification that is delivered when this is asked of it beside the trust framework. */
function verificationOf(elements: Record<string, unknown>, stored: unknown): unknown {
  const requested = { verification: { trust_framework: null, ...elements }, claims: { given_name: null } };
  return (deliveredOne(requested, stored) as { verification: unknown } | undefined)?.verification;
}

suite('OpenID Connect for Identity Assurance 1.0, 5.7: less than was requested', () => {
  test('5.7.2: a claim that is not stored, or not known, is left out', () => {
    const claims = { given_name: null, middle_name: null, 'claim%1/a&,.b': { essential: true } };
    assert.deepEqual(deliveredOne({ verification, claims }, EIDAS), {
      verification: { trust_framework: 'eidas' },
      claims: { given_name: 'Max' },
    });
  });

  test('5.7.2: verification data that is not stored is left out', () => {
    const template = { type: null, method: null, check_details: [{ check_method: null }] };
    const elements = { assurance_level: null, time: { essential: true }, evidence: [template], x: { y: {} } };
    assert.deepEqual(verificationOf(elements, EIDAS), {
      trust_framework: 'eidas',
      assurance_level: 'substantial',
    });
    assert.deepEqual(
      verificationOf(elements, { ...EIDAS, verification: { trust_framework: 'x', evidence: [] } }),
      {
        trust_framework: 'x',
      },
    );
  });

  test('OpenID Connect Core 1.0, 5.3.2: null and the empty string are not values', () => {
    const stored = {
      verification: { trust_framework: 'x', time: null, assurance_level: '' },
      claims: { given_name: 'Max', family_name: '', address: { country: null, region: '' } },
    };
    const requested = {
      verification: { trust_framework: null, time: null, assurance_level: null },
      claims: { given_name: null, family_name: null, address: null },
    };
    assert.deepEqual(deliveredOne(requested, stored), {
      verification: { trust_framework: 'x' },
      claims: { given_name: 'Max' },
    });
  });

  test('5.7.4: a requirement within verification that is not met costs the whole element', () => {
    const elements = [
      { trust_framework: { value: 'gold' } },
      { trust_framework: null, assurance_level: { values: ['high'] } },
      { trust_framework: null, time: { max_age: 1 } },
      { trust_framework: null, evidence: [{ type: { value: 'electronic_record' } }] },
    ];
    for (const verification of elements) {
      assert.deepEqual(delivered({ verification, claims: { given_name: null } }, [EIDAS, ID_CARD]), [[]]);
    }
  });

  test('5.7.4: a requirement on a claim that is not met costs that claim', () => {
    const claims = {
      given_name: { value: 'Bob' },
      family_name: { values: ['Smith', 'Doe'] },
      nationalities: { value: 'DE' },
      address: { country: { value: 'FR' }, locality: null },
      birthdate: null,
    };
    assert.deepEqual(deliveredOne({ verification, claims }, ID_CARD), {
      verification: { trust_framework: 'de_aml' },
      claims: { birthdate: '1956-01-28' },
    });
  });

  test('5.7.4: a malformed request of a claim costs that claim', () => {
    for (const malformed of ['Max', ['Max'], [], 5, true, { values: 'Max' }]) {
      const claims = { given_name: malformed, birthdate: null };
      assert.deepEqual(
        deliveredOne({ verification, claims }, EIDAS),
        { verification: { trust_framework: 'eidas' }, claims: { birthdate: '1956-01-28' } },
        JSON.stringify(malformed),
      );
    }
  });

  test('5.7.4: a malformed request of verification data costs the whole element', () => {
    for (const malformed of [
      { evidence: { type: null } },
      { evidence: [] },
      { evidence: ['document'] },
      { evidence: 'document' },
      { evidence: [{ type: 'document' }] },
      { evidence: [{ type: null, document_details: { type: 'idcard' } }] },
      { evidence: [{ type: null, document_details: [{ type: null }] }] },
      { evidence: [{ type: null, derived_claims: 'all' }] },
      { time: ['2012-04-23T18:25Z'] },
      { time: [{ max_age: 1e12 }] },
      { time: '2012-04-23T18:25Z' },
    ]) {
      assert.equal(verificationOf(malformed, ID_CARD), undefined, JSON.stringify(malformed));
    }
  });

  test('5.7.5: without any of the claims that were requested, the element is left out', () => {
    for (const claims of [{ middle_name: null }, { given_name: { value: 'Bob' }, middle_name: null }]) {
      assert.deepEqual(delivered({ verification, claims }, EIDAS), [[]]);
    }
  });

  test('5.7.5: without the trust framework, which a request must ask for, the element is left out', () => {
    for (const verification of [{}, { time: null }, { assurance_level: null }]) {
      assert.deepEqual(delivered({ verification, claims: { given_name: null } }, [VOUCH, EIDAS]), [[]]);
    }
  });

  test('5.7.5: what a valid element needs and was not asked for is not added: its parent is left out', () => {
    const withoutType = { type: null, document_details: { document_number: null }, time: null };
    assert.deepEqual(verificationOf({ evidence: [withoutType] }, DRIVING_PERMIT), {
      trust_framework: 'nist_800_63A',
      evidence: [{ type: 'document', time: '2021-06-06T05:33Z' }],
    });
    const withoutMethod = { type: null, check_details: [{ organization: null }] };
    assert.deepEqual(verificationOf({ evidence: [withoutMethod] }, DRIVING_PERMIT), {
      trust_framework: 'nist_800_63A',
      evidence: [{ type: 'document' }],
    });
    assert.deepEqual(verificationOf({ evidence: [{ time: null }] }, DRIVING_PERMIT), {
      trust_framework: 'nist_800_63A',
    });
    // It filters all the same.
    assert.equal(verificationOf({ evidence: [{ method: { value: 'eid' } }] }, ID_CARD), undefined);
  });

  test('5.7.5: what a valid element needs and is not stored costs its parent', () => {
    const evidence = [
      { type: 'document', document_details: { document_number: '1' } },
      { document_details: { type: 'passport' } },
    ];
    const stored = { ...EIDAS, verification: { trust_framework: 'x', evidence } };
    const template = { type: null, document_details: { type: null, document_number: null } };
    assert.deepEqual(verificationOf({ evidence: [template] }, stored), {
      trust_framework: 'x',
      evidence: [{ type: 'document' }],
    });
  });

  test('7: nothing is delivered that was not requested', () => {
    const answer = deliveredOne({ verification, claims: { given_name: null } }, DRIVING_PERMIT);
    assert.deepEqual(answer, {
      verification: { trust_framework: 'nist_800_63A' },
      claims: { given_name: 'Inga' },
    });
  });

  test('a request that is not one gets nothing', () => {
    const claims = { given_name: null };
    for (const requested of [
      null,
      true,
      'all',
      5,
      {},
      { claims },
      { verification },
      { verification: null, claims },
      { verification: [verification], claims },
      { verification, claims: null },
      { verification, claims: [claims] },
      { verification, claims: 'given_name' },
    ]) {
      assert.deepEqual(delivered(requested, EIDAS), [[]], JSON.stringify(requested));
      assert.equal(delivered([requested, { verification, claims }], EIDAS)[1]?.length, 1);
    }
    assert.deepEqual(delivered([], EIDAS), []);
    assert.deepEqual(delivered(undefined, EIDAS), [[]]);
  });
});
