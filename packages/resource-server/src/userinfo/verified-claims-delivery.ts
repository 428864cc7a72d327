import type { JsonValue } from '../json-value.ts';
import { selectInputs, type SelectedClaims, type WrongTypeListener } from './claim-selection.ts';
import type { VerifiedClaimsRequest } from './requested-claims.ts';
import { selectVerifiedClaims } from './verified-claims/verified-claims-selection.ts';

export interface VerifiedClaimsDelivery {
  /** An object where an object was requested and one document answers it, else an array. */
  readonly verifiedClaims: JsonValue;
  /** For each of its elements, the values that transformed claims are made of; `undefined` where none are needed. */
  readonly transformationValues: readonly SelectedClaims[] | undefined;
}

/**
 * Puts together what is delivered of the verified claims of a user, and the values for transformed claims inside of them. Elements
 * of the request that no document answers are left out of both, and those that several answer are there as often, so that both keep
 * step. Where the authority makes transformed claims, what is delivered holds them as they were requested: they tell the authority
 * what goes where, and it puts their values in their place.
 *
 * @param now in milliseconds since the epoch
 * @returns `undefined` where nothing can be delivered
 */
export function deliverVerifiedClaims(
  { requested, transformed }: VerifiedClaimsRequest,
  stored: JsonValue | undefined,
  now: number,
  onWrongType?: WrongTypeListener,
): VerifiedClaimsDelivery | undefined {
  const selected = selectVerifiedClaims({ requested, stored, now });
  // Names that do not belong to the elements one by one would be given values of other documents.
  const names = transformed?.length === selected.length ? transformed : undefined;
  const delivered: JsonValue[] = [];
  const values: SelectedClaims[] = [];
  for (const [index, documents] of selected.entries()) {
    for (const { verifiedClaims, transformedClaims, document } of documents) {
      const asked = names === undefined ? {} : transformedClaims;
      const claims = { ...verifiedClaims.claims, ...asked };
      // Nothing but transformed claims was requested, and nobody makes them.
      if (Object.keys(claims).length === 0 && Object.keys(transformedClaims).length > 0) continue;
      delivered.push({ ...verifiedClaims, claims });
      values.push(selectInputs(names?.[index] ?? [], document.claims, onWrongType));
    }
  }
  const [first] = delivered;
  if (first === undefined) return undefined;
  return {
    verifiedClaims: Array.isArray(requested) || delivered.length > 1 ? delivered : first,
    transformationValues: names === undefined ? undefined : values,
  };
}
