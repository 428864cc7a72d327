import { ADDRESS_MEMBERS } from '../standard-claims.ts';
import { arrayOf, memberOf, objectWith, type Shape, text, textLike } from './json-shape.ts';

const date: Shape = textLike(isDate, 'a date as YYYY-MM-DD');

const time: Shape = textLike(
  isTime,
  'a time with its zone as YYYY-MM-DDThh:mm:ssZ or YYYY-MM-DDThh:mmZ, or with +hh:mm instead of Z',
);

/** Section 5.4.4 asks for a time where the examples have a date. */
const dateOrTime: Shape = textLike(
  (text) => isDate(text) || isTime(text),
  'a date as YYYY-MM-DD, or a time with its zone',
);

const addressMembers = Object.fromEntries(Object.keys(ADDRESS_MEMBERS).map((member) => [member, text]));

const institution: Shape = objectWith({
  ...addressMembers,
  name: text,
  country_code: text,
  jurisdiction: text,
});

const checkDetails: Shape = arrayOf(
  objectWith({ check_method: text, organization: text, check_id: text, time }, 'check_method'),
);

const documentDetails: Shape = objectWith(
  {
    type: text,
    document_number: text,
    personal_number: text,
    serial_number: text,
    date_of_issuance: date,
    date_of_expiry: date,
    issuer: institution,
  },
  'type',
);

const record: Shape = objectWith(
  { type: text, personal_number: text, created_at: dateOrTime, date_of_expiry: date, source: institution },
  'type',
);

const voucher: Shape = objectWith({
  ...addressMembers,
  name: text,
  birthdate: text,
  country_code: text,
  occupation: text,
  organization: text,
});

const attestation: Shape = objectWith(
  { type: text, reference_number: text, date_of_issuance: date, date_of_expiry: date, voucher },
  'type',
);

/** OpenID Connect for Identity Assurance Attachments 1.0: embedded in the answer, or to be fetched by the client. */
const attachment: Shape = (value, path) => {
  if (memberOf(value, 'url') !== undefined) externalAttachment(value, path);
  else embeddedAttachment(value, path);
};

const embeddedAttachment: Shape = objectWith(
  { desc: text, content_type: text, content: text },
  'content_type',
  'content',
);

const externalAttachment: Shape = objectWith(
  {
    desc: text,
    url: textLike(
      (text) => /^https:\/\//i.test(text) && URL.canParse(text),
      'a web address that starts with https://',
    ),
    digest: objectWith({ alg: text, value: text }, 'alg', 'value'),
  },
  'url',
  'digest',
);

/** The members of evidence that each type has beside those that all have; other types are those of an extension. */
const EVIDENCE: Readonly<Record<string, Shape>> = {
  document: objectWith({ document_details: documentDetails }),
  electronic_record: objectWith({ record }),
  vouch: objectWith({ attestation }),
  electronic_signature: objectWith(
    { signature_type: text, issuer: text, serial_number: text, created_at: time },
    'signature_type',
    'issuer',
    'serial_number',
  ),
};

const anyEvidence: Shape = objectWith(
  { type: text, time, check_details: checkDetails, attachments: arrayOf(attachment) },
  'type',
);

const evidence: Shape = (value, path) => {
  anyEvidence(value, path);
  const type = memberOf(value, 'type');
  if (typeof type === 'string' && Object.hasOwn(EVIDENCE, type)) EVIDENCE[type]?.(value, path);
};

const assuranceProcess: Shape = objectWith({
  policy: text,
  procedure: text,
  assurance_details: arrayOf(
    objectWith({
      assurance_type: text,
      assurance_classification: text,
      evidence_ref: arrayOf(
        objectWith(
          { check_id: text, evidence_metadata: objectWith({ evidence_classification: text }) },
          'check_id',
        ),
      ),
    }),
  ),
});

/** The `verification` of verified claims (OpenID Identity Assurance Schema Definition 1.0, section 5.4). */
export const verification: Shape = objectWith(
  {
    trust_framework: text,
    assurance_level: text,
    assurance_process: assuranceProcess,
    time,
    verification_process: text,
    evidence: arrayOf(evidence),
  },
  'trust_framework',
);

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && exists(text, '00:00:00');
}

function isTime(text: string): boolean {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  return parts !== null && exists(parts[1] ?? '', `${parts[2]}${parts[3] ?? ':00'}`);
}

/** A day that the month does not have rolls over into the next month. */
function exists(date: string, time: string): boolean {
  const text = `${date}T${time}`;
  const instant = new Date(`${text}Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
