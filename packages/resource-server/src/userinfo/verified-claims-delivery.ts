import type { JsonValue } from '../json-value.ts';
import { selectInputs, type SelectedClaims, type WrongTypeListener } from './claim-selection.ts';
import type { VerifiedClaimsRequest } from './requested-claims.ts';

/** Selects of the stored documents what answers each element of the request; see `selectVerifiedClaims`. */
export type VerifiedClaimsSelector = (question: {
  readonly requested: unknown;
  readonly stored: unknown;
  readonly now: number;
}) => readonly (readonly AnsweringDocument[])[];

interface AnsweringDocument {
  /** What is delivered of it. */
  readonly verifiedClaims: JsonValue;
  /** The whole of it. */
  readonly document: { readonly claims: { readonly [name: string]: JsonValue } };
}

export interface VerifiedClaimsDelivery {
  /** An object where an object was requested and one document answers it, else an array. */
  readonly verifiedClaims: JsonValue;
  /** For each of its elements, the values that transformed claims are made of; `undefined` where none are needed. */
  readonly transformationValues: readonly SelectedClaims[] | undefined;
}

/**
 * Puts together what is delivered of the verified claims of a user, and the values for transformed claims inside of them. Elements
 * of the request that no document answers are left out of both, and those that several answer are there as often, so that both keep
 * step.
 *
 * @param now in milliseconds since the epoch
 * @returns `undefined` where nothing can be delivered
 */
export function deliverVerifiedClaims(
  { requested, transformed }: VerifiedClaimsRequest,
  stored: JsonValue | undefined,
  now: number,
  select: VerifiedClaimsSelector,
  onWrongType?: WrongTypeListener,
): VerifiedClaimsDelivery | undefined {
  const selected = select({ requested, stored, now });
  // Names that do not belong to the elements one by one would be given values of other documents.
  const names = transformed?.length === selected.length ? transformed : undefined;
  const delivered = selected.flatMap((documents) => documents.map(({ verifiedClaims }) => verifiedClaims));
  const values = selected.flatMap((documents, index) =>
    documents.map(({ document }) => selectInputs(names?.[index] ?? [], document.claims, onWrongType)),
  );
  const [first] = delivered;
  if (first === undefined) return undefined;
  return {
    verifiedClaims: Array.isArray(requested) || delivered.length > 1 ? delivered : first,
    transformationValues: names === undefined ? undefined : values,
  };
}
