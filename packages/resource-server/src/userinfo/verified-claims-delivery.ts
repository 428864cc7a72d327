import { type ForeignObject, isForeignObject } from '../foreign-object.ts';
import type { JsonValue } from '../json-value.ts';
import { selectInputs, type SelectedClaims, type WrongTypeListener } from './claim-selection.ts';
import type { Claims } from './claim-source.ts';
import type { VerifiedClaimsRequest } from './requested-claims.ts';

/**
 * What of one stored document of verified claims answers one element of the request (OpenID Connect for Identity Assurance 1.0);
 * `undefined` where it does not.
 *
 * @param question `now` in milliseconds since the epoch
 */
export type VerifiedClaimsSelector = (question: {
  readonly requested: ForeignObject;
  readonly stored: ForeignObject;
  readonly now: number;
}) => JsonValue | undefined;

export interface VerifiedClaimsDelivery {
  /** An object where an object was requested, else an array. */
  readonly verifiedClaims: JsonValue;
  /** For each of its elements, the values that transformed claims are made of. */
  readonly transformationValues: readonly SelectedClaims[] | undefined;
}

/**
 * Answers each element of the request with the first stored document that it selects; elements that none answers are left out, from
 * what is delivered and from the values for transformed claims alike, so that both keep step.
 *
 * @returns `undefined` where nothing can be delivered
 */
export function deliverVerifiedClaims(
  { requested, transformed }: VerifiedClaimsRequest,
  stored: JsonValue | undefined,
  now: number,
  select: VerifiedClaimsSelector,
  onWrongType?: WrongTypeListener,
): VerifiedClaimsDelivery | undefined {
  const elements = Array.isArray(requested) ? requested : [requested];
  const documents: readonly unknown[] = Array.isArray(stored) ? stored : [stored];
  // Names that do not belong to the elements one by one would be given values of other documents.
  const names = transformed?.length === elements.length ? transformed : undefined;
  const delivered: JsonValue[] = [];
  const values: SelectedClaims[] = [];
  for (const [index, element] of elements.entries()) {
    if (!isForeignObject(element)) continue;
    for (const document of documents) {
      if (!isForeignObject(document)) continue;
      const selected = select({ requested: element, stored: document, now });
      if (selected === undefined) continue;
      delivered.push(selected);
      values.push(selectInputs(names?.[index] ?? [], claimsOf(document), onWrongType));
      break;
    }
  }
  const [first] = delivered;
  if (first === undefined) return undefined;
  const verifiedClaims = Array.isArray(requested) ? delivered : first;
  return { verifiedClaims, transformationValues: names === undefined ? undefined : values };
}

function claimsOf(document: ForeignObject): Claims {
  const claims = document['claims'];
  return isClaims(claims) ? claims : {};
}

function isClaims(value: unknown): value is Claims {
  return isForeignObject(value);
}
