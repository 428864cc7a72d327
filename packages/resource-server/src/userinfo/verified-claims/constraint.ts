import type { ForeignObject } from '../../foreign-object.ts';
import { meetsRequest } from '../claim-constraint.ts';
import { lastValidSecond } from './last-valid-second.ts';

/**
 * The members of a request that say something about the requested element instead of naming a part of it: OpenID
 * Connect Core 1.0, section 5.5.1, OpenID Connect for Identity Assurance 1.0, section 5.5.2, and `purpose` of its
 * drafts.
 */
const WORDS: ReadonlySet<string> = new Set(['essential', 'value', 'values', 'max_age', 'purpose']);

/** The members of a request that name parts of the requested element. */
export function namedParts(request: ForeignObject): readonly string[] {
  return Object.keys(request).filter((member) => !WORDS.has(member));
}

/** Whether a request wants more of a value than to be there. A constraint that is `null` is none. */
export function isConstrained({ value, values, max_age }: ForeignObject): boolean {
  return [value, values, max_age].some((constraint) => (constraint ?? null) !== null);
}

/**
 * Whether a value fulfils the constraints of a request, all of them. An absent value fulfils none, and nothing fulfils
 * a malformed one: whoever wants only what is verified in some way must not get what may not be.
 *
 * @param stored `undefined` where there is no value
 * @param now milliseconds since the epoch
 */
export function fulfils(request: ForeignObject, stored: unknown, now: number): boolean {
  const maxAge = request['max_age'] ?? null;
  return meetsRequest(request, stored) && (maxAge === null || isYoungEnough(maxAge, stored, now));
}

function isYoungEnough(maxAge: unknown, stored: unknown, now: number): boolean {
  const since = lastValidSecond(stored);
  return typeof maxAge === 'number' && since !== undefined && now - since <= maxAge * 1000;
}
