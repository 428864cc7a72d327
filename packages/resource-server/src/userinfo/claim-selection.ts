import type { ForeignObject } from '../foreign-object.ts';
import type { JsonValue } from '../json-value.ts';
import { meetsRequest } from './claim-constraint.ts';
import { findClaim } from './claim-lookup.ts';
import type { Claims } from './claim-source.ts';
import { readClaimValue, WRONG_TYPE } from './claim-value.ts';

/** The values of the claims that an answer will carry, by the name they are returned under. */
export type SelectedClaims = { readonly [name: string]: JsonValue };

/** What says that another claim is verified, by the name of that claim. */
const VERIFIED_FLAGS: ReadonlyMap<string, string> = new Map([
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
]);

/** Told the stored name of each claim whose value is of the wrong type. */
export type WrongTypeListener = (storedName: string) => void;

/**
 * Selects the requested claims from the stored ones. What is not stored is left out, and so is what OpenID Connect Core 1.0 does
 * not want in an answer: `null` and the empty string (section 5.3.2), a value of another type than its claim has (section 5.1), and
 * a value that is not the one that the client asked for (section 5.5.1), together with what says that it is verified: beside the
 * value that was asked for, it would say so of that one.
 *
 * Languages are matched as `findClaim` says (section 5.2).
 *
 * @param names of claims that a source may hold; `sub` is not one, the authority puts it in
 * @param request what the `claims` parameter says of claims, by their names
 */
export function selectClaims(
  names: readonly string[],
  stored: Claims,
  request?: ForeignObject,
  onWrongType?: WrongTypeListener,
): SelectedClaims {
  const read = createReader(stored, onWrongType);
  const selected = emptyClaims();
  const refused: string[] = [];
  for (const name of names) {
    const found = findClaim(name, stored, read);
    if (found === undefined) continue;
    if (meetsRequest(requestOf(name, request), found.value)) selected[found.answeredName] = found.value;
    else refused.push(name);
  }
  for (const name of refused) {
    const flag = VERIFIED_FLAGS.get(name);
    if (flag !== undefined) delete selected[flag];
  }
  return selected;
}

/**
 * The values of claims that the authority makes transformed claims of, by the names that it asks for them by: it looks for nothing else,
 * whatever language the value is in.
 */
export function selectInputs(
  names: readonly string[],
  stored: Claims,
  onWrongType?: WrongTypeListener,
): SelectedClaims {
  const read = createReader(stored, onWrongType);
  const selected = emptyClaims();
  for (const name of names) {
    const found = findClaim(name, stored, read);
    if (found !== undefined) selected[name] = found.value;
  }
  return selected;
}

/** What the client asks of this claim; `undefined` where it says nothing of it. */
export function requestOf(name: string, request: ForeignObject | undefined): unknown {
  return request !== undefined && Object.hasOwn(request, name) ? request[name] : undefined;
}

/** Reads the value under a stored name as it may be returned; `undefined` where there is none. */
export function createReader(
  stored: Claims,
  onWrongType?: WrongTypeListener,
): (storedName: string) => JsonValue | undefined {
  return (storedName) => {
    if (!Object.hasOwn(stored, storedName)) return undefined;
    const value = readClaimValue(storedName, stored[storedName]);
    if (value !== WRONG_TYPE) return value;
    onWrongType?.(storedName);
    return undefined;
  };
}

/** No prototype: a claim may have any name, `__proto__` included. */
export function emptyClaims(): Record<string, JsonValue> {
  return Object.create(null) as Record<string, JsonValue>;
}
