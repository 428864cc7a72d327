import type { VerifiedClaims } from '../../../src/userinfo/verified-claims/verified-claims.ts';

// The examples of OpenID Connect for Identity Assurance 1.0, appendix C, and of OpenID Identity Assurance Schema Definition
// 1.0, section 5.4: as documents that a user has, some of them shortened.

/** Appendix C.1 */
export const DRIVING_PERMIT: VerifiedClaims = {
  verification: {
    trust_framework: 'nist_800_63A',
    assurance_level: 'ial2',
    assurance_process: {
      assurance_details: [
        {
          assurance_type: 'evidence_validation',
          assurance_classification: 'strong',
          evidence_ref: [{ check_id: 'DL1-93h506th2f45hf' }],
        },
        {
          assurance_type: 'verification',
          assurance_classification: 'strong',
          evidence_ref: [{ check_id: 'v-93jfk284ugjfj2093' }],
        },
      ],
    },
    time: '2021-06-06T05:32Z',
    verification_process: '7675D80F-57E0-AB14-9543-26B41FC22',
    evidence: [
      {
        type: 'document',
        check_details: [
          { check_method: 'vpiruv', organization: 'doc_checker', check_id: 'DL1-93h506th2f45hf' },
          { check_method: 'pvp', organization: 'face_checker', check_id: 'v-93jfk284ugjfj2093' },
        ],
        time: '2021-06-06T05:33Z',
        document_details: {
          type: 'driving_permit',
          document_number: 'I1234568',
          date_of_issuance: '2019-09-05',
          date_of_expiry: '2024-08-01',
          issuer: { name: 'CA DMV', country: 'US', country_code: 'USA', jurisdiction: 'CA' },
        },
      },
    ],
  },
  claims: {
    given_name: 'Inga',
    family_name: 'Silverstone',
    birthdate: '1991-11-06',
    place_of_birth: { country: 'USA' },
    address: {
      locality: 'Shoshone',
      postal_code: 'CA 92384',
      country: 'USA',
      street_address: '114 Old State Hwy 127',
    },
  },
};

/** Appendix C.2 */
export const ID_CARD: VerifiedClaims = {
  verification: {
    trust_framework: 'de_aml',
    time: '2012-04-23T18:25Z',
    verification_process: 'f24c6f-6d3f-4ec5-973e-b0d8506f3bc7',
    evidence: [
      {
        type: 'document',
        method: 'pipp',
        organization: 'Deutsche Post',
        check_id: '1aa05779-0775-470f-a5c4-9f1f5e56cf06',
        time: '2012-04-22T11:30Z',
        document_details: {
          type: 'idcard',
          issuer: { name: 'Stadt Augsburg', country: 'DE' },
          document_number: '53554554',
          date_of_issuance: '2010-03-23',
          date_of_expiry: '2020-03-22',
        },
      },
    ],
  },
  claims: {
    given_name: 'Max',
    family_name: 'Meier',
    birthdate: '1956-01-28',
    place_of_birth: { country: 'DE', locality: 'Musterstadt' },
    nationalities: ['DE'],
    address: {
      locality: 'Maxstadt',
      postal_code: '12344',
      country: 'DE',
      street_address: 'An der Weide 22',
    },
  },
};

/** Appendix C.3, with three of its six pieces of evidence */
export const SEVERAL_PIECES_OF_EVIDENCE: VerifiedClaims = {
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
          evidence_ref: [
            {
              check_id: 'kbv1-hf934hn09234ng03jj3',
              evidence_metadata: { evidence_classification: 'high_kbv' },
            },
          ],
        },
      ],
    },
    time: '2021-05-11T14:29Z',
    evidence: [
      {
        type: 'document',
        check_details: [
          {
            check_method: 'data',
            organization: 'DVLA',
            time: '2021-04-09T14:15Z',
            check_id: 'DL1-85762937582385820',
          },
        ],
        time: '2021-04-09T14:12Z',
        document_details: {
          type: 'driving_permit',
          document_number: 'MORGA753116SM9IJ35',
          date_of_issuance: '2021-01-01',
          date_of_expiry: '2030-12-31',
        },
      },
      {
        type: 'electronic_record',
        check_details: [
          { check_method: 'kbv', organization: 'TheCreditBureau', check_id: 'kbv1-hf934hn09234ng03jj3' },
        ],
        time: '2021-04-09T14:12Z',
        record: { type: 'mortgage_account', source: { name: 'TheCreditBureau' } },
      },
      {
        type: 'electronic_record',
        check_details: [
          { check_method: 'kbv', organization: 'OpenBankingTPP', check_id: 'kbv2-nm0f23u9459fj38u5j6' },
        ],
        time: '2021-04-09T14:12Z',
        record: { type: 'bank_account', source: { name: 'TheBank' } },
      },
    ],
  },
  claims: { given_name: 'Sarah', family_name: 'Meredyth', birthdate: '1976-03-11' },
};

/** Appendix C.4 */
export const EIDAS: VerifiedClaims = {
  verification: { trust_framework: 'eidas', assurance_level: 'substantial' },
  claims: {
    given_name: 'Max',
    family_name: 'Meier',
    birthdate: '1956-01-28',
    place_of_birth: { country: 'DE', locality: 'Musterstadt' },
    nationalities: ['DE'],
  },
};

/** Appendix C.5 */
export const POPULATION_REGISTER: VerifiedClaims = {
  verification: {
    trust_framework: 'se_bankid',
    assurance_level: 'al_2',
    time: '2021-03-03T09:42Z',
    evidence: [
      {
        type: 'electronic_record',
        check_details: [{ check_method: 'data' }, { check_method: 'token' }],
        time: '2021-02-15T16:51Z',
        record: {
          type: 'population_register',
          source: { name: 'Skatteverket', country: 'Sverige', country_code: 'SWE' },
          personal_number: '4901224131',
          created_at: '1979-01-22',
        },
      },
    ],
  },
  claims: { given_name: 'Fredrik', family_name: 'Strömberg', birthdate: '1979-01-22', nationalities: ['SE'] },
};

/** Appendix C.6 */
export const VOUCH: VerifiedClaims = {
  verification: {
    trust_framework: 'uk_diatf',
    assurance_level: 'very_high',
    time: '2020-03-19T13:05Z',
    evidence: [
      {
        type: 'vouch',
        check_details: [{ check_method: 'vcrypt' }, { check_method: 'bvr' }],
        time: '2020-03-19T12:42Z',
        attestation: {
          type: 'digital_attestation',
          reference_number: '6485-1619-3976-6671',
          date_of_issuance: '2021-06-04',
          voucher: { organization: 'HMP Dartmoor' },
        },
      },
    ],
  },
  claims: { given_name: 'Sam', family_name: 'Lawler', birthdate: '1981-04-13' },
};

/** Schema Definition 1.0, "Derived claims" */
export const DERIVED_CLAIMS: VerifiedClaims = {
  verification: {
    trust_framework: 'de_aml',
    time: '2012-04-23T18:25Z',
    evidence: [
      {
        type: 'document',
        document_details: { type: 'de_erp_replacement_idcard', document_number: '53554554' },
        derived_claims: { given_name: 'Max', family_name: 'Meier', nationalities: ['DE'] },
        check_details: [{ check_method: 'vpip', time: '2012-04-22T11:30Z' }],
      },
      {
        type: 'document',
        document_details: { type: 'utility_statement', date_of_issuance: '2013-01-31' },
        derived_claims: {
          given_name: 'Maximillion',
          family_name: 'Meier',
          address: { locality: 'Maxstadt', country: 'DE' },
        },
        check_details: [{ check_method: 'vpip', time: '2012-04-22T11:30Z' }],
      },
    ],
  },
  claims: {
    given_name: 'Max',
    family_name: 'Meier',
    nationalities: ['DE'],
    address: { locality: 'Maxstadt', country: 'DE' },
  },
};
