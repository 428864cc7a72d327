import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { selectVerifiedClaims } from '../../../src/userinfo/verified-claims/verified-claims-selection.ts';
import { deliveredOne, NOW } from './delivered.ts';
import {
  DERIVED_CLAIMS,
  DRIVING_PERMIT,
  EIDAS,
  ID_CARD,
  POPULATION_REGISTER,
  SEVERAL_PIECES_OF_EVIDENCE,
  VOUCH,
} from './specification-examples.ts';

const NAMES = { given_name: null, family_name: null, birthdate: null };

/** An answer's first piece of evidence, requested with a template that has it filtered by type alone. */
function evidenceOf(template: Record<string, unknown>, stored: unknown): unknown {
  const verification = { trust_framework: null, evidence: [template] };
  const answer = deliveredOne({ verification, claims: { given_name: null } }, stored);
  return (answer as { verification: { evidence?: unknown } } | undefined)?.verification.evidence;
}

suite('OpenID Connect for Identity Assurance 1.0, 5.3: requesting claims', () => {
  test('5.3: claims are requested by name, null asking for any value', () => {
    const answer = deliveredOne({ verification: { trust_framework: null }, claims: NAMES }, ID_CARD);
    assert.deepEqual(answer, {
      verification: { trust_framework: 'de_aml' },
      claims: { given_name: 'Max', family_name: 'Meier', birthdate: '1956-01-28' },
    });
  });

  test('5.3: a claim is delivered as it is stored, objects and arrays included', () => {
    const claims = { address: null, place_of_birth: {}, nationalities: { essential: true } };
    const answer = deliveredOne({ verification: { trust_framework: null }, claims }, ID_CARD);
    const { address, place_of_birth, nationalities } = ID_CARD.claims;
    assert.deepEqual(answer, {
      verification: { trust_framework: 'de_aml' },
      claims: { address, place_of_birth, nationalities },
    });
  });

  test('5.3: essential makes no difference to what is delivered', () => {
    const answerTo = (claim: unknown): unknown =>
      deliveredOne({ verification: { trust_framework: null }, claims: { given_name: claim } }, EIDAS);
    assert.notEqual(answerTo(null), undefined);
    for (const claim of [{}, { essential: true }, { essential: false }, { purpose: 'to greet you' }]) {
      assert.deepEqual(answerTo(claim), answerTo(null));
    }
  });

  test('5.3: value and values say which value a claim must have', () => {
    const claims = {
      given_name: { value: 'Max' },
      family_name: { values: ['Maier', 'Meier'] },
      nationalities: { value: ['DE'] },
      place_of_birth: { value: { locality: 'Musterstadt', country: 'DE' } },
    };
    const answer = deliveredOne({ verification: { trust_framework: null }, claims }, EIDAS);
    const { birthdate: _, ...expected } = EIDAS.claims;
    assert.deepEqual(answer, { verification: { trust_framework: 'eidas' }, claims: expected });
  });

  test('5.3: of a claim whose parts are named, only they are delivered', () => {
    const claims = { address: { locality: null, country: { value: 'DE' }, region: null } };
    const answer = deliveredOne({ verification: { trust_framework: null }, claims }, ID_CARD);
    assert.deepEqual(answer, {
      verification: { trust_framework: 'de_aml' },
      claims: { address: { locality: 'Maxstadt', country: 'DE' } },
    });
  });

  test('OpenID Connect Core 1.0, 5.5.1: what is not understood in the request of a claim is ignored', () => {
    const claims = { given_name: { hint: 'short', of: null }, address: { hint: 5 } };
    const answer = deliveredOne({ verification: { trust_framework: null }, claims }, ID_CARD);
    assert.deepEqual(answer, {
      verification: { trust_framework: 'de_aml' },
      claims: { given_name: 'Max', address: ID_CARD.claims['address'] },
    });
  });

  test('Schema Definition 5.3: claims with language tags, as in an ordinary request', () => {
    const stored = {
      ...EIDAS,
      claims: { family_name: 'Yamada', 'family_name#ja-Hani-JP': '山田', given_name: 'Hanako' },
    };
    const claims = { 'family_name#JA-hani-jp': { value: '山田' }, 'given_name#ja': null, 'name#ja': null };
    const answer = deliveredOne({ verification: { trust_framework: null }, claims }, stored);
    assert.deepEqual(answer, {
      verification: { trust_framework: 'eidas' },
      claims: { 'family_name#JA-hani-jp': '山田', given_name: 'Hanako' },
    });
  });

  test('Schema Definition 5.3: the verification alone may be asked for', () => {
    const answer = deliveredOne({ verification: { trust_framework: null }, claims: {} }, EIDAS);
    assert.deepEqual(answer, { verification: { trust_framework: 'eidas' }, claims: {} });
  });

  test('transformed claims are told to the caller with the document that they are computed of', () => {
    const requested = {
      verification: { trust_framework: null },
      claims: { ':nationality_german': { value: true }, '::18_or_over': null },
    };
    const [[selected] = []] = selectVerifiedClaims({ requested, stored: [VOUCH, EIDAS], now: NOW });
    assert.deepEqual(selected?.transformedClaims, requested.claims);
    assert.equal(selected?.document, VOUCH);
    assert.deepEqual({ ...selected?.verifiedClaims.claims }, {});
  });
});

suite('OpenID Connect for Identity Assurance 1.0, 5.4: requesting verification data', () => {
  test('5.4: an element of verification is delivered where it is requested', () => {
    const verification = { trust_framework: null, time: null };
    assert.deepEqual(deliveredOne({ verification, claims: { birthdate: null } }, VOUCH), {
      verification: { trust_framework: 'uk_diatf', time: '2020-03-19T13:05Z' },
      claims: { birthdate: '1981-04-13' },
    });
  });

  test('5.4: nothing of evidence is delivered without going a step deeper', () => {
    const elements = { evidence: null, assurance_process: {}, time: {} };
    const verification = { trust_framework: null, ...elements };
    assert.deepEqual(deliveredOne({ verification, claims: { given_name: null } }, DRIVING_PERMIT), {
      verification: { trust_framework: 'nist_800_63A', time: '2021-06-06T05:32Z' },
      claims: { given_name: 'Inga' },
    });
    const template = { type: { value: 'document' }, document_details: null, check_details: null };
    assert.deepEqual(evidenceOf(template, DRIVING_PERMIT), [{ type: 'document' }]);
  });

  test('5.4: an entry of evidence is a filter, and the template of what passes', () => {
    const template = {
      type: { value: 'document' },
      method: null,
      document_details: {
        type: null,
        issuer: { country: null, name: null },
        document_number: null,
        date_of_issuance: null,
      },
    };
    assert.deepEqual(evidenceOf(template, ID_CARD), [
      {
        type: 'document',
        method: 'pipp',
        document_details: {
          type: 'idcard',
          issuer: { country: 'DE', name: 'Stadt Augsburg' },
          document_number: '53554554',
          date_of_issuance: '2010-03-23',
        },
      },
    ]);
    assert.deepEqual(evidenceOf({ type: { value: 'document' } }, SEVERAL_PIECES_OF_EVIDENCE), [
      { type: 'document' },
    ]);
  });

  test('5.4: several entries of evidence are linked by a logical OR', () => {
    const verification = {
      trust_framework: null,
      evidence: [
        { type: { value: 'vouch' }, attestation: { type: null } },
        { type: { value: 'document' }, document_details: { type: null } },
        { type: { value: 'electronic_record' }, record: { type: { value: 'bank_account' } } },
      ],
    };
    const answer = deliveredOne({ verification, claims: { given_name: null } }, SEVERAL_PIECES_OF_EVIDENCE);
    assert.deepEqual(answer, {
      verification: {
        trust_framework: 'uk_diatf',
        evidence: [
          { type: 'document', document_details: { type: 'driving_permit' } },
          { type: 'electronic_record', record: { type: 'bank_account' } },
        ],
      },
      claims: { given_name: 'Sarah' },
    });
  });

  test('5.4: of the entries that evidence matches, the first counts that can be answered', () => {
    const verification = {
      trust_framework: null,
      evidence: [{ time: null }, { type: null, method: null }, { type: null, time: null }],
    };
    assert.deepEqual(deliveredOne({ verification, claims: { given_name: null } }, ID_CARD), {
      verification: { trust_framework: 'de_aml', evidence: [{ type: 'document', method: 'pipp' }] },
      claims: { given_name: 'Max' },
    });
  });

  test('5.4: check_details are filtered by their own members, and their evidence with them', () => {
    const filter = { organization: { value: 'OpenBankingTPP' }, check_method: null };
    const template = {
      type: { value: 'electronic_record' },
      check_details: [filter],
      record: { type: null },
    };
    assert.deepEqual(evidenceOf(template, SEVERAL_PIECES_OF_EVIDENCE), [
      {
        type: 'electronic_record',
        check_details: [{ organization: 'OpenBankingTPP', check_method: 'kbv' }],
        record: { type: 'bank_account' },
      },
    ]);
    const alternatives = [{ check_method: { value: 'token' } }, { check_method: { value: 'bvr' } }];
    const ofRegister = { type: { value: 'electronic_record' }, check_details: alternatives };
    assert.deepEqual(evidenceOf(ofRegister, POPULATION_REGISTER), [
      { type: 'electronic_record', check_details: [{ check_method: 'token' }] },
    ]);
    const ofVouch = { type: { value: 'vouch' }, check_details: alternatives };
    assert.deepEqual(evidenceOf(ofVouch, VOUCH), [
      { type: 'vouch', check_details: [{ check_method: 'bvr' }] },
    ]);
  });

  test('5.4: assurance_details are delivered whole, and filter nothing', () => {
    const { assurance_process: stored } = SEVERAL_PIECES_OF_EVIDENCE.verification;
    const { assurance_details } = stored as { assurance_details: unknown };
    for (const requested of [null, {}, [], [{ assurance_type: { value: 'counter_fraud' } }]]) {
      const verification = {
        trust_framework: null,
        assurance_process: { assurance_details: requested, policy: null },
      };
      const answer = deliveredOne({ verification, claims: { given_name: null } }, SEVERAL_PIECES_OF_EVIDENCE);
      assert.deepEqual(answer, {
        verification: {
          trust_framework: 'uk_diatf',
          assurance_process: { policy: 'gpg45', assurance_details },
        },
        claims: { given_name: 'Sarah' },
      });
    }
  });

  test('Schema Definition 5.4.5: attachments are delivered where they are requested', () => {
    const attachments = [{ desc: 'Front', content_type: 'image/png', content: 'iVBORw0KGgo=' }];
    const stored = {
      ...EIDAS,
      verification: { trust_framework: 'de_aml', evidence: [{ type: 'document', attachments }] },
    };
    assert.deepEqual(evidenceOf({ type: { value: 'document' }, attachments: null }, stored), [
      { type: 'document', attachments },
    ]);
    assert.deepEqual(evidenceOf({ type: { value: 'document' } }, stored), [{ type: 'document' }]);
  });

  test('Schema Definition 5.4.4: derived claims are delivered beside the claims that they verify', () => {
    const template = {
      type: { value: 'document' },
      derived_claims: { given_name: null, family_name: null, address: null, 'nationalities#de': null },
    };
    const requested = {
      verification: { trust_framework: null, evidence: [template] },
      claims: { given_name: null, address: null },
    };
    assert.deepEqual(deliveredOne(requested, DERIVED_CLAIMS), {
      verification: {
        trust_framework: 'de_aml',
        evidence: [
          { type: 'document', derived_claims: { given_name: 'Max' } },
          {
            type: 'document',
            derived_claims: {
              given_name: 'Maximillion',
              address: { locality: 'Maxstadt', country: 'DE' },
            },
          },
        ],
      },
      claims: { given_name: 'Max', address: { locality: 'Maxstadt', country: 'DE' } },
    });
    assert.deepEqual(
      evidenceOf({ ...template, derived_claims: { given_name: { value: 'Max' } } }, DERIVED_CLAIMS),
      [{ type: 'document', derived_claims: { given_name: 'Max' } }],
    );
    assert.deepEqual(evidenceOf({ ...template, derived_claims: null }, DERIVED_CLAIMS), [
      { type: 'document' },
      { type: 'document' },
    ]);
  });

  test('elements of an extension are delivered where they are requested', () => {
    const verification = { trust_framework: 'x', risk: { score: 5, list: ['a', 'b'] }, tags: ['a', 'b'] };
    const stored = { ...EIDAS, verification };
    const answerTo = (elements: Record<string, unknown>): unknown =>
      deliveredOne(
        { verification: { trust_framework: null, ...elements }, claims: { given_name: null } },
        stored,
      );
    const claims = { given_name: 'Max' };
    assert.deepEqual(answerTo({ tags: null, risk: { score: { value: 5 } } }), {
      verification: { trust_framework: 'x', tags: ['a', 'b'], risk: { score: 5 } },
      claims,
    });
    assert.deepEqual(answerTo({ risk: { list: { value: ['a', 'b'] } } }), {
      verification: { trust_framework: 'x', risk: { list: ['a', 'b'] } },
      claims,
    });
    assert.equal(answerTo({ risk: { list: { value: ['b', 'a'] } } }), undefined);
  });

  test('the words of extensions and of drafts are ignored beside a value', () => {
    const verification = {
      trust_framework: { purpose: 'to comply', hint: 5 },
      evidence: [{ type: null, document_details: { type: { hint: null }, purpose: 'to check' } }],
    };
    assert.deepEqual(deliveredOne({ verification, claims: { given_name: null } }, ID_CARD), {
      verification: {
        trust_framework: 'de_aml',
        evidence: [{ type: 'document', document_details: { type: 'idcard' } }],
      },
      claims: { given_name: 'Max' },
    });
  });

  test('B.4: an electronic signature', () => {
    const signature = {
      type: 'electronic_signature',
      signature_type: 'qes_eidas',
      issuer: 'https://qes-provider.org',
      serial_number: '4701025008',
      created_at: '2019-12-01T08:00Z',
    };
    const stored = { ...EIDAS, verification: { trust_framework: 'de_aml', evidence: [signature] } };
    const template = {
      type: { value: 'electronic_signature' },
      issuer: null,
      serial_number: null,
      created_at: null,
    };
    const { signature_type: _, ...expected } = signature;
    assert.deepEqual(evidenceOf(template, stored), [expected]);
  });
});
