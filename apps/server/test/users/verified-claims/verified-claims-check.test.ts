import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from 'oauth-resource-server';
import { checkClaim } from '../../../src/users/claim-check.ts';

/** Something of every element that OpenID Identity Assurance Schema Definition 1.0 has. */
const COMPLETE = {
  verification: {
    trust_framework: 'uk_diatf',
    assurance_level: 'medium',
    assurance_process: {
      policy: 'gpg45',
      procedure: 'm1b',
      assurance_details: [
        {
          assurance_type: 'verification',
          assurance_classification: 'score_2',
          evidence_ref: [{ check_id: 'kbv1', evidence_metadata: { evidence_classification: 'high_kbv' } }],
        },
      ],
    },
    time: '2021-05-11T14:29Z',
    verification_process: '7675D80F-57E0-AB14-9543-26B41FC22',
    evidence: [
      {
        type: 'document',
        check_details: [{ check_method: 'data', organization: 'DVLA', time: '2021-04-09T14:15:10+01:00' }],
        time: '2021-04-09T14:12Z',
        document_details: {
          type: 'driving_permit',
          personal_number: 'MORGA753116SM9IJ',
          document_number: 'MORGA753116SM9IJ35',
          serial_number: 'ZG21000001',
          date_of_issuance: '2021-01-01',
          date_of_expiry: '2030-12-31',
          issuer: { name: 'DVLA', country: 'UK', country_code: 'GBR', jurisdiction: 'GB-GBN' },
        },
        derived_claims: { given_name: 'Sarah' },
        attachments: [
          { desc: 'Front', content_type: 'image/png', content: 'iVBORw0KGgo=' },
          {
            url: 'https://example.com/back.png',
            digest: { alg: 'sha-256', value: 'n2ROLw==' },
            expires_in: 30,
          },
        ],
      },
      {
        type: 'electronic_record',
        check_details: [{ check_method: 'kbv', check_id: 'kbv1' }],
        record: {
          type: 'population_register',
          created_at: '1979-01-22',
          date_of_expiry: '2050-01-22',
          source: { name: 'Skatteverket', street_address: 'PO BOX 2', country_code: 'SWE' },
        },
      },
      {
        type: 'vouch',
        attestation: {
          type: 'digital_attestation',
          reference_number: '6485-1619-3976-6671',
          date_of_issuance: '2021-06-04',
          voucher: { organization: 'HMP Dartmoor', occupation: 'Governor', birthdate: '1956' },
        },
      },
      {
        type: 'electronic_signature',
        signature_type: 'qes_eidas',
        issuer: 'https://qes-provider.org',
        serial_number: '4701025008',
        created_at: '2019-12-01T08:00Z',
      },
      { type: 'https://example.com/evidence', anything: [{ goes: null }] },
    ],
  },
  claims: {
    given_name: 'Sarah',
    'family_name#ja': 'スミス',
    birthdate: '1976-03-11',
    address: { locality: 'Edinburgh', country: 'UK' },
    nationalities: ['GB'],
  },
} as const;

/** A document with one place changed: `change('claims.birthdate', 5)`. */
function change(path: string, value: JsonValue | undefined): JsonValue {
  const document = structuredClone<unknown>(COMPLETE) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  let place = document;
  for (const name of names) place = place[name] as Record<string, unknown>;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return document as JsonValue;
}

function faultOf(value: JsonValue): string {
  try {
    checkClaim('verified_claims', value);
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'UserStoreError');
    return error.message;
  }
  return 'none';
}

describe('OpenID Identity Assurance Schema Definition 1.0: verified claims', () => {
  it('may be stored with every element of section 5.4, and with those of extensions', () => {
    assert.equal(faultOf(COMPLETE), 'none');
    assert.equal(faultOf([COMPLETE, COMPLETE]), 'none');
  });

  it('may be as little as section 5.4.3 has it, and without a claim (section 5.3)', () => {
    assert.equal(
      faultOf({ verification: { trust_framework: 'eidas' }, claims: { given_name: 'Max' } }),
      'none',
    );
    assert.equal(faultOf({ verification: { trust_framework: 'eidas' }, claims: {} }), 'none');
  });

  for (const [path, value, fault] of [
    ['verification', undefined, 'verified_claims must have the member verification.'],
    ['claims', undefined, 'verified_claims must have the member claims.'],
    ['claim', {}, 'verified_claims.claim means nothing: the members are verification and claims.'],
    ['verification', null, 'verified_claims.verification must be an object.'],
    ['claims', ['given_name'], 'verified_claims.claims must be an object.'],
    ['claims.birthdate', 5, 'verified_claims.claims: The claim birthdate must be a date as'],
    ['claims.given_name', '', 'verified_claims.claims: The claim given_name has no value'],
    ['claims.sub', '1', 'verified_claims.claims: The claim sub cannot be stored'],
    ['claims.verified_claims', {}, 'verified_claims.claims.verified_claims cannot be a claim of its own.'],
    ['claims.:age_over_18', true, 'verified_claims.claims.:age_over_18 cannot be a claim of its own.'],
    ['claims.na me', 'x', 'verified_claims.claims: The name of a claim must be'],
    ['claims.family_name#not a tag', 'x', 'verified_claims.claims: The name of a claim must be'],
    [
      'verification.trust_framework',
      undefined,
      'verified_claims.verification must have the member trust_framework.',
    ],
    ['verification.trust_framework', '', 'verified_claims.verification.trust_framework must be a text.'],
    ['verification.assurance_level', 2, 'verified_claims.verification.assurance_level must be a text.'],
    ['verification.time', '2021-05-11', 'verified_claims.verification.time must be a time with its zone'],
    [
      'verification.time',
      '2021-05-11T14:29',
      'verified_claims.verification.time must be a time with its zone',
    ],
    [
      'verification.time',
      '2021-02-30T14:29Z',
      'verified_claims.verification.time must be a time with its zone',
    ],
    [
      'verification.time',
      '2021-05-11T24:29Z',
      'verified_claims.verification.time must be a time with its zone',
    ],
    ['verification.time', 1_620_743_340, 'verified_claims.verification.time must be a time with its zone'],
    [
      'verification.evidence',
      {},
      'verified_claims.verification.evidence must be an array with at least one element.',
    ],
    [
      'verification.evidence',
      [],
      'verified_claims.verification.evidence must be an array with at least one element.',
    ],
    ['verification.evidence.1', 'record', 'verified_claims.verification.evidence[1] must be an object.'],
    [
      'verification.evidence.0.type',
      undefined,
      'verified_claims.verification.evidence[0] must have the member type.',
    ],
    [
      'verification.evidence.0.check_details',
      [],
      'evidence[0].check_details must be an array with at least one',
    ],
    [
      'verification.evidence.1.check_details.0.check_method',
      undefined,
      'evidence[1].check_details[0] must have the member check_method.',
    ],
    [
      'verification.evidence.0.document_details.type',
      undefined,
      'document_details must have the member type.',
    ],
    ['verification.evidence.1.record.type', undefined, 'evidence[1].record must have the member type.'],
    [
      'verification.evidence.1.record.created_at',
      'then',
      'evidence[1].record.created_at must be a date as YYYY-MM-DD',
    ],
    [
      'verification.evidence.2.attestation.type',
      undefined,
      'evidence[2].attestation must have the member type.',
    ],
    ['verification.evidence.3.issuer', undefined, 'evidence[3] must have the member issuer.'],
    [
      'verification.evidence.0.document_details.date_of_expiry',
      '31.12.2030',
      'document_details.date_of_expiry must be a date as YYYY-MM-DD.',
    ],
    [
      'verification.evidence.0.document_details.date_of_expiry',
      '2021-02-29',
      'must be a date as YYYY-MM-DD.',
    ],
    ['verification.evidence.0.document_details.issuer.country', 44, 'issuer.country must be a text.'],
    [
      'verification.evidence.0.attachments.0.content',
      undefined,
      'attachments[0] must have the member content.',
    ],
    [
      'verification.evidence.0.attachments.1.digest',
      undefined,
      'attachments[1] must have the member digest.',
    ],
    [
      'verification.evidence.0.attachments.1.url',
      'http://example.com',
      'attachments[1].url must be a web address',
    ],
    [
      'verification.evidence.0.derived_claims',
      {},
      'derived_claims must be an object with at least one claim.',
    ],
    [
      'verification.evidence.0.derived_claims.family_name',
      'Smith',
      'derived_claims.family_name must be among verified_claims.claims as well.',
    ],
    [
      'verification.evidence.0.derived_claims.given_name',
      5,
      'derived_claims: The claim given_name must be a text.',
    ],
    [
      'verification.assurance_process.assurance_details.0.evidence_ref.0.check_id',
      'kbv2',
      'assurance_details[0].evidence_ref[0].check_id must be the check_id of some check_details of the evidence.',
    ],
  ] as const) {
    const how = value === undefined ? 'missing' : `as ${JSON.stringify(value)}`;
    it(`is refused with ${path} ${how}`, () => {
      const changed = change(path, value);
      const found = faultOf(changed);
      assert.ok(found.includes(fault), found);
      const second = faultOf([COMPLETE, changed]);
      assert.ok(second.includes(fault.replace('verified_claims', 'verified_claims[1]')), second);
    });
  }

  it('is refused where it is no document', () => {
    assert.match(faultOf([]), /^verified_claims must be an object or an array of objects\.$/);
    assert.match(
      faultOf('eidas'),
      /^verified_claims must be an object with the members verification and claims\.$/,
    );
    assert.match(faultOf([COMPLETE, null]), /^verified_claims\[1\] must be an object with the members/);
  });

  it('is refused where it is too large to be read with every request', () => {
    const most =
      /^verified_claims must be smaller: 5000 values, 32 levels and 262144 characters of JSON are the most\.$/;
    assert.match(
      faultOf(
        change(
          'claims.groups',
          Array.from({ length: 5000 }, () => 1),
        ),
      ),
      most,
    );
    assert.equal(faultOf(change('claims.photo', 'x'.repeat(200_000))), 'none');
    assert.match(faultOf(change('claims.photo', 'x'.repeat(262_144))), most);
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as JsonValue;
    assert.match(faultOf(change('claims.deep', deep)), most);
  });

  it('tells no name that would steer a terminal', () => {
    assert.equal(
      faultOf(change('\u001b[2J\u202e', 1)),
      'A member of verified_claims means nothing: the members are verification and claims.',
    );
  });

  it('has no language of its own', () => {
    assert.throws(() => checkClaim('verified_claims#ja', COMPLETE), /verified_claims has no language/);
  });
});
