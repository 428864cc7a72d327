import type { JsonValue } from 'oauth-resource-server';
import {
  ADDRESS_MEMBERS,
  findStandardClaim,
  readAddressMember,
  STANDARD_CLAIMS,
} from '../standard-claims.ts';

/** What stands in a column of a CSV file. */
export type CsvColumn =
  | { readonly kind: 'field'; readonly field: CsvField }
  /** A claim of any kind, the value as JSON or else as text. */
  | { readonly kind: 'claim'; readonly claim: string }
  /** A member of an address. */
  | { readonly kind: 'member'; readonly claim: string; readonly member: string }
  /** A JSON object of claims by name. */
  | { readonly kind: 'claims' };

const FIELDS = [
  'subject',
  'username',
  'active',
  'password',
  'passwordHash',
  'createdAt',
  'updatedAt',
] as const;

export type CsvField = (typeof FIELDS)[number];

/** In the header of an export. What has no column of its own stands in `claims`. */
export const EXPORTED_COLUMNS: readonly string[] = [
  ...Object.keys(STANDARD_CLAIMS).filter((name) => name !== 'address'),
  ...Object.keys(ADDRESS_MEMBERS).map((member) => `address.${member}`),
  'claims',
];

/**
 * Finds out what a column holds by its name: a field, a standard claim with or without a language tag
 * (`family_name#ja`), a member of an address (`address.locality`, `address#de.locality`), any other claim behind
 * `claims.` (`claims.groups`, `claims.https://example.com/level`: all that follows is its name), or `claims`.
 *
 * @returns `undefined` for anything else: a column of another program, which may hold anything, must not become a claim
 *   that clients can read
 */
export function readCsvColumn(name: string): CsvColumn | undefined {
  const field = name === 'password_hash' ? 'passwordHash' : FIELDS.find((field) => field === name);
  if (field !== undefined) return { kind: 'field', field };
  if (name === 'claims') return { kind: 'claims' };
  if (name.startsWith('claims.')) return { kind: 'claim', claim: name.slice('claims.'.length) };
  const addressMember = readAddressMember(name);
  if (addressMember !== undefined) return { kind: 'member', ...addressMember };
  return findStandardClaim(name) === undefined ? undefined : { kind: 'claim', claim: name };
}

/** The value of a claim in a cell, which is not empty. */
export function readCsvClaim(claim: string, cell: string): JsonValue {
  switch (findStandardClaim(claim)?.kind) {
    case undefined:
    case 'address':
      return parseJson(cell);
    case 'boolean':
      return readCsvBoolean(cell) ?? cell;
    case 'seconds':
      return parseJson(cell);
    default:
      return cell;
  }
}

/** As people and spreadsheets write it. */
export function readCsvBoolean(cell: string): boolean | undefined {
  if (/^(?:true|1)$/i.test(cell)) return true;
  return /^(?:false|0)$/i.test(cell) ? false : undefined;
}

function parseJson(cell: string): JsonValue {
  try {
    return JSON.parse(cell) as JsonValue;
  } catch {
    return cell;
  }
}
