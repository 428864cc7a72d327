import type { JsonValue } from '../json-value.ts';
import { untagged } from './language-tag.ts';

/** What stands for a value that is stored, but not of the type that its claim has. */
export const WRONG_TYPE: unique symbol = Symbol('wrong type');

export type ClaimReading = JsonValue | typeof WRONG_TYPE | undefined;

/** The standard claims that are texts (OpenID Connect Core 1.0, section 5.1). */
const TEXTS = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
];

type Read = (value: JsonValue) => ClaimReading;

/** How the standard claims are read, by their names without a language tag. */
const STANDARD: ReadonlyMap<string, Read> = new Map([
  ...TEXTS.map((name): [string, Read] => [name, readText]),
  ['email_verified', readBoolean],
  ['phone_number_verified', readBoolean],
  ['updated_at', readNumber],
  ['address', readAddress],
]);

/**
 * The value of a claim as it may be returned: present, and for a standard claim of the type that section 5.1 of OpenID Connect
 * Core 1.0 gives it. A custom claim may hold any JSON value.
 *
 * @param name with or without a language tag
 * @returns `undefined` for what section 5.3.2 does not want in an answer: what is not stored, `null` and the empty string
 */
export function readClaimValue(name: string, value: JsonValue | undefined): ClaimReading {
  if (!isPresent(value)) return undefined;
  return (STANDARD.get(untagged(name)) ?? readCustom)(value);
}

/** Whether a source has said anything: `null` and the empty string are as good as nothing (section 5.3.2). */
export function isPresent(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && value !== '';
}

function readText(value: JsonValue): ClaimReading {
  return typeof value === 'string' ? value : WRONG_TYPE;
}

function readBoolean(value: JsonValue): ClaimReading {
  return typeof value === 'boolean' ? value : WRONG_TYPE;
}

function readNumber(value: JsonValue): ClaimReading {
  return Number.isFinite(value) ? value : WRONG_TYPE;
}

/** Section 5.1.1: the members of an address are texts, and an implementation may return a subset of them. */
function readAddress(value: JsonValue): ClaimReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return WRONG_TYPE;
  const stated = Object.entries(value).filter(([, member]) => isPresent(member));
  if (stated.length === 0) return undefined;
  const texts = stated.filter(([, member]) => typeof member === 'string');
  return texts.length === 0 ? WRONG_TYPE : Object.fromEntries(texts);
}

/** What JavaScript has and JSON has not, such as the `bigint` of a database driver, is of the wrong type for every claim. */
function readCustom(value: JsonValue): ClaimReading {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'object':
      return value;
    default:
      return readNumber(value);
  }
}
