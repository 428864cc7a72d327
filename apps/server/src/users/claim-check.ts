import type { JsonValue } from 'oauth-resource-server';
import { ADDRESS_MEMBERS, findStandardClaim } from './standard-claims.ts';
import type { ClaimKind } from './standard-claims.ts';
import { UserStoreError } from './user-store-error.ts';
import { checkVerifiedClaims } from './verified-claims/verified-claims-check.ts';

/** Members that the authority writes into an answer or its JWT: a stored value would contradict it. */
const CLAIMS_OF_THE_AUTHORITY: ReadonlySet<string> = new Set([
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
]);

/** BCP 47 in outline, which is all that a claim name needs. */
const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

const YEAR_9999 = 253_402_300_799;

/**
 * Checks that a claim can be stored: that its name is one, and that the value of a standard claim (OpenID
 * Connect Core 1.0, section 5.1) has the right type and form, and so the documents of `verified_claims`. A custom
 * claim may hold any JSON value besides `null` and the empty string, which would never be served (section 5.3.2).
 *
 * Not checked: whether an e-mail address, telephone number, time zone, locale or address exists.
 *
 * @throws UserStoreError `invalid_user`; the message names the claim and says what is expected
 */
export function checkClaim(name: string, value: JsonValue): void {
  checkClaimName(name);
  if (value === null || value === '') {
    throw new UserStoreError('invalid_user', `The claim ${name} has no value: leave it out instead.`);
  }
  if (name === 'verified_claims') checkVerifiedClaims(value, checkClaim);
  const standard = findStandardClaim(name);
  if (standard === undefined) return;
  const { holds, expected } = CHECKS[standard.kind];
  if (!holds(value)) throw new UserStoreError('invalid_user', `The claim ${name} must be ${expected}.`);
}

function checkClaimName(name: string): void {
  if (!/^[\x21-\x7e]{1,255}$/.test(name)) {
    throw new UserStoreError(
      'invalid_user',
      'The name of a claim must be 1 to 255 visible ASCII characters without spaces.',
    );
  }
  if (CLAIMS_OF_THE_AUTHORITY.has(name)) {
    const instead = name === 'sub' ? ' It is the subject of the user.' : '';
    throw new UserStoreError(
      'invalid_user',
      `The claim ${name} cannot be stored, the authority sets it.${instead}`,
    );
  }
  if (name.startsWith('verified_claims#')) {
    throw new UserStoreError(
      'invalid_user',
      'The claim verified_claims has no language: the claims in it may have a tag.',
    );
  }
  const hash = name.indexOf('#');
  if (hash !== -1 && findStandardClaim(name) !== undefined && !LANGUAGE_TAG.test(name.slice(hash + 1))) {
    throw new UserStoreError(
      'invalid_user',
      `The claim ${name} must have a language tag after #, such as family_name#ja.`,
    );
  }
}

const CHECKS: Readonly<Record<ClaimKind, { holds: (value: JsonValue) => boolean; expected: string }>> = {
  text: { holds: isText, expected: 'a text' },
  // A script or file address would become a link on some client's page.
  url: {
    holds: (value) => isText(value) && /^https?:\/\//i.test(value) && URL.canParse(value),
    expected: 'a web address that starts with https:// or http://',
  },
  email: {
    holds: (value) => isText(value) && /^[^\s@]+@[^\s@]+$/.test(value),
    expected: 'an e-mail address, such as john@example.com',
  },
  birthdate: {
    holds: (value) => isText(value) && isBirthdate(value),
    expected: 'a date as YYYY-MM-DD, a year as YYYY, or 0000-MM-DD where the year is not told',
  },
  boolean: { holds: (value) => typeof value === 'boolean', expected: 'true or false' },
  seconds: {
    holds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= YEAR_9999,
    expected: 'a whole number of seconds since 1970-01-01 (not milliseconds)',
  },
  address: {
    holds: isAddress,
    expected: `an object whose members are texts and among ${Object.keys(ADDRESS_MEMBERS).join(', ')}`,
  },
};

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/**
 * OpenID Connect Core 1.0, section 5.1: ISO 8601-1 `YYYY-MM-DD`, the year `0000` where it is omitted, or the
 * year alone.
 */
function isBirthdate(value: string): boolean {
  if (/^(?!0000)\d{4}$/.test(value)) return true;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // A day that the month does not have rolls over into the next month.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isAddress(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.entries(value);
  return (
    members.length > 0 &&
    members.every(([name, member]) => Object.hasOwn(ADDRESS_MEMBERS, name) && isText(member))
  );
}
