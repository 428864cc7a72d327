import { isForeignObject } from '../../foreign-object.ts';
import type { ForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';
import { fulfils, isConstrained, namedParts } from './constraint.ts';

/**
 * What a request gets of a stored element. It matches unless one of its constraints is violated; where it matches
 * without a `value`, there is nothing to show: it is not stored, or was not asked for in a way that can be answered.
 */
export interface Selection {
  readonly matches: boolean;
  readonly value?: JsonValue;
}

export const MISMATCH: Selection = Object.freeze({ matches: false });
export const NOTHING: Selection = Object.freeze({ matches: true });

/**
 * How the elements of a place are selected; `now` is what `max_age` is counted up to, in milliseconds since the epoch.
 *
 * - `claims`: a claim is selected with all of its parts unless some are named.
 * - `verification`: only what is named is selected (OpenID Connect for Identity Assurance 1.0, section 5.4), but for
 *   `derived_claims`, which are claims.
 */
export type SelectionRules =
  | { readonly within: 'claims'; readonly now: number }
  | {
      readonly within: 'verification';
      readonly now: number;
      selectDerivedClaims(request: unknown, stored: JsonValue | undefined): Selection;
    };

/** The part without which an element is not valid (OpenID Identity Assurance Schema Definition 1.0, section 5.4). */
const REQUIRED_PARTS: ReadonlyMap<string, string> = new Map([
  ['verification', 'trust_framework'],
  ['evidence', 'type'],
  ['check_details', 'check_method'],
  ['document_details', 'type'],
  ['record', 'type'],
  ['attestation', 'type'],
]);

type StoredObject = { readonly [part: string]: JsonValue };

/**
 * Selects what a request asks of a stored element and of its parts: `null` and the empty object ask for any value, an
 * object says which one or names the parts, an array holds alternatives to hold each element of a stored array against.
 *
 * @param name of the element, in its object or as the name of its array
 */
export function selectElement(
  name: string,
  request: unknown,
  stored: JsonValue | undefined,
  rules: SelectionRules,
): Selection {
  if (rules.within === 'verification') {
    if (name === 'derived_claims') return rules.selectDerivedClaims(request, stored);
    // Section 5.4: asking for some of it has no filtering effect.
    if (name === 'assurance_details' && typeof request === 'object') return toSelection(stored);
  }
  if (Array.isArray(request)) return selectAlternatives(name, request, stored, rules);
  const asked = request ?? {};
  if (!isForeignObject(asked) || !fulfils(asked, stored, rules.now)) return MISMATCH;
  // OpenID Connect Core 1.0, section 5.5.1: what is not understood in the request of a claim is ignored.
  const mayIgnore = rules.within === 'claims' || (stored !== undefined && !isStoredObject(stored));
  const parts = namedParts(asked).filter((part) => typeof asked[part] === 'object' || !mayIgnore);
  if (parts.length > 0) return selectParts(name, parts, asked, stored, rules);
  const isShown =
    rules.within === 'claims' || name === 'attachments' || isConstrained(asked) || isLeaf(stored);
  return isShown ? toSelection(stored) : NOTHING;
}

function selectParts(
  name: string,
  parts: readonly string[],
  asked: ForeignObject,
  stored: JsonValue | undefined,
  rules: SelectionRules,
): Selection {
  const whole = isStoredObject(stored) ? stored : undefined;
  if (whole === undefined && !isLeaf(stored)) return MISMATCH;
  // No prototype: a part may have any name, `__proto__` included.
  const selected = Object.create(null) as Record<string, JsonValue>;
  for (const part of parts) {
    const { matches, value } = selectElement(part, asked[part], whole && presentPart(whole, part), rules);
    if (!matches) return MISMATCH;
    if (value !== undefined) selected[part] = value;
  }
  if (whole === undefined) return toSelection(stored);
  const required = rules.within === 'verification' ? REQUIRED_PARTS.get(name) : undefined;
  const isValid = required === undefined || Object.hasOwn(selected, required);
  return isValid && Object.keys(selected).length > 0 ? toSelection(selected) : NOTHING;
}

/** Alternatives are linked by a logical OR; of those that an element matches, the first that shows something counts. */
function selectAlternatives(
  name: string,
  alternatives: readonly unknown[],
  stored: JsonValue | undefined,
  rules: SelectionRules,
): Selection {
  if (stored !== undefined && !Array.isArray(stored)) return MISMATCH;
  const isEmpty = stored === undefined || stored.length === 0;
  const elements = isEmpty ? [undefined] : stored.filter(isStoredObject);
  const found = elements.map((element) => {
    const matching = alternatives
      .filter(isForeignObject)
      .map((alternative) => selectElement(name, alternative, element, rules))
      .filter(({ matches }) => matches);
    return matching.find(({ value }) => value !== undefined) ?? matching[0] ?? MISMATCH;
  });
  if (!found.some(({ matches }) => matches)) return MISMATCH;
  const values = found.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return values.length > 0 ? toSelection(values) : NOTHING;
}

/** A part of a stored object; `null` and the empty string stand for none (OpenID Connect Core 1.0, section 5.3.2). */
function presentPart(stored: StoredObject, part: string): JsonValue | undefined {
  const value = Object.hasOwn(stored, part) ? stored[part] : undefined;
  return value === null || value === '' ? undefined : value;
}

function toSelection(value: JsonValue | undefined): Selection {
  return value === undefined ? NOTHING : { matches: true, value };
}

/** Whether a value has no parts to name: a text has none, nor has an array of texts. */
function isLeaf(stored: JsonValue | undefined): boolean {
  return Array.isArray(stored)
    ? stored.every((element) => typeof element !== 'object')
    : !isStoredObject(stored);
}

function isStoredObject(value: JsonValue | undefined): value is StoredObject {
  return isForeignObject(value);
}
