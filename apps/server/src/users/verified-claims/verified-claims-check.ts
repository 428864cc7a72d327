import type { JsonValue } from 'oauth-resource-server';
import { UserStoreError } from '../user-store-error.ts';
import {
  expected,
  invalid,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  membersOf,
  memberOf,
  partOf,
} from './json-shape.ts';
import { verification } from './verification-shape.ts';

/** @throws UserStoreError `invalid_user` */
type CheckClaim = (name: string, value: JsonValue) => void;

/** What the verified claims of one user may hold: every UserInfo request of the user reads them. */
const LIMITS = { characters: 262_144, values: 5000, depth: 32 };

/**
 * Checks that verified claims can be stored: one document or an array of them, each as OpenID Identity Assurance Schema
 * Definition 1.0 has it. Members that it does not define are those of an extension and may be anything.
 *
 * Not checked: whether trust frameworks, methods and types are among the values that others have agreed upon.
 *
 * @param checkClaim what each of the claims must pass
 * @throws UserStoreError `invalid_user`; the message says where it is wrong, and what is expected there
 */
export function checkVerifiedClaims(value: JsonValue, checkClaim: CheckClaim): void {
  checkSize(value);
  const isList = isJsonArray(value);
  const documents = isList ? value : [value];
  if (documents.length === 0) throw expected('verified_claims', 'an object or an array of objects');
  for (const [index, document] of documents.entries()) {
    checkDocument(document, isList ? `verified_claims[${index}]` : 'verified_claims', checkClaim);
  }
}

/** Section 5.2 */
function checkDocument(document: JsonValue, path: string, checkClaim: CheckClaim): void {
  if (!isJsonObject(document)) throw expected(path, 'an object with the members verification and claims');
  const { verification: how, claims, ...others } = document;
  if (how === undefined) throw invalid(path, 'must have the member verification');
  if (claims === undefined) throw invalid(path, 'must have the member claims');
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalid(partOf(path, other), 'means nothing: the members are verification and claims');
  }
  verification(how, `${path}.verification`);
  checkClaims(claims, `${path}.claims`, checkClaim);
  checkDerivedClaims(how, claims, path, checkClaim);
  checkReferences(how, path);
}

/** Section 5.3: any claims with any language tags, or none. */
function checkClaims(claims: JsonValue, path: string, checkClaim: CheckClaim): asserts claims is JsonObject {
  if (!isJsonObject(claims)) throw expected(path, 'an object');
  for (const [name, value] of Object.entries(claims)) {
    if (/^(?::|verified_claims(?:#|$))/.test(name)) {
      throw invalid(partOf(path, name), 'cannot be a claim of its own');
    }
    try {
      checkClaim(name, value);
    } catch (error) {
      throw error instanceof UserStoreError
        ? new UserStoreError('invalid_user', `${path}: ${error.message}`)
        : error;
    }
  }
}

/** Section 5.4.4: what was derived from a piece of evidence is some of the verified claims. */
function checkDerivedClaims(
  verification: JsonValue,
  claims: JsonValue,
  path: string,
  checkClaim: CheckClaim,
): void {
  for (const [index, evidence] of membersOf(verification, 'evidence').entries()) {
    const derived = memberOf(evidence, 'derived_claims');
    if (derived === undefined) continue;
    const derivedPath = `${path}.verification.evidence[${index}].derived_claims`;
    checkClaims(derived, derivedPath, checkClaim);
    const names = Object.keys(derived);
    if (names.length === 0) throw expected(derivedPath, 'an object with at least one claim');
    const other = names.find((name) => memberOf(claims, name) === undefined);
    if (other !== undefined) {
      throw invalid(partOf(derivedPath, other), `must be among ${path}.claims as well`);
    }
  }
}

/** Section 5.4.2: what the assurance process refers to is a check of some evidence. */
function checkReferences(verification: JsonValue, path: string): void {
  const checks = membersOf(verification, 'evidence').flatMap((evidence) =>
    membersOf(evidence, 'check_details'),
  );
  const checkIds = new Set(checks.map((check) => memberOf(check, 'check_id')));
  const details = membersOf(memberOf(verification, 'assurance_process'), 'assurance_details');
  for (const [index, detail] of details.entries()) {
    for (const [place, reference] of membersOf(detail, 'evidence_ref').entries()) {
      if (checkIds.has(memberOf(reference, 'check_id'))) continue;
      const where = `${path}.verification.assurance_process.assurance_details[${index}].evidence_ref[${place}]`;
      throw expected(`${where}.check_id`, 'the check_id of some check_details of the evidence');
    }
  }
}

function checkSize(value: JsonValue): void {
  let values = 0;
  // The depth ends the recursion before the stack does.
  const isTooLarge = (value: JsonValue, depth: number): boolean => {
    values += 1;
    if (values > LIMITS.values || depth > LIMITS.depth) return true;
    if (typeof value !== 'object' || value === null) return false;
    return Object.values<JsonValue>(value).some((inner) => isTooLarge(inner, depth + 1));
  };
  if (isTooLarge(value, 1) || JSON.stringify(value).length > LIMITS.characters) {
    const { characters, values, depth } = LIMITS;
    const most = `${values} values, ${depth} levels and ${characters} characters of JSON`;
    throw invalid('verified_claims', `must be smaller: ${most} are the most`);
  }
}
