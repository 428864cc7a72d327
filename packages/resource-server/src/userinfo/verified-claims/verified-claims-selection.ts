import { isForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';
import { isTransformedClaim } from '../requested-claims.ts';
import { selectNamedClaims } from './claims-selection.ts';
import { isWithinBounds } from './request-bounds.ts';
import { selectVerification } from './verification-selection.ts';
import { documentsIn, type VerifiedClaims } from './verified-claims.ts';

export interface VerifiedClaimsQuery {
  /**
   * The member `verified_claims` of the `userinfo` part of a claims request (OpenID Connect Core 1.0, section 5.5), an
   * object or an array of objects. It comes from a client: it may be anything that JSON can express.
   */
  readonly requested: unknown;
  /** The claim `verified_claims` of the user as the claim source has it: a document or an array of documents. */
  readonly stored: unknown;
  /** The time of the request, in milliseconds since the epoch. */
  readonly now: number;
}

/** What of one document fulfils one requested element. */
export interface SelectedVerifiedClaims {
  /** To be delivered: what was asked for and nothing else. */
  readonly verifiedClaims: VerifiedClaims;
  /**
   * The transformed claims that were requested (`:name`), as they were requested. Their values are the authority's to compute;
   * `verifiedClaims.claims` may be empty where there are some.
   */
  readonly transformedClaims: { readonly [name: string]: JsonValue };
  /** The document that it was selected from. What transformed claims are computed of comes from here, and is not delivered. */
  readonly document: VerifiedClaims;
}

/**
 * Selects verified claims by the rules of OpenID Connect for Identity Assurance 1.0, sections 5.3 to 5.7.
 *
 * - `null` asks for any value; `value`, `values` and `max_age` are constraints, which an absent value does not fulfil.
 * - A constraint violated within `verification` costs the whole document, one within `claims` costs that claim.
 * - In an array such as `evidence`, the stored elements that none of the requested ones matches are filtered out.
 * - Only what is named is selected. What a valid answer needs and was not asked for is not added: its parent is left out.
 * - Where claims were asked for and none is left, there is nothing to deliver; `"claims": {}` asks for the verification alone.
 *
 * Never throws, whatever was requested. A request with more than 500 values, or nested deeper than 16, gets nothing.
 *
 * @returns a list for each requested element, in their order: of every stored document that fulfils it, what is delivered.
 *   It is empty where there is none. A requested object counts as one element.
 */
export function selectVerifiedClaims({
  requested,
  stored,
  now,
}: VerifiedClaimsQuery): readonly (readonly SelectedVerifiedClaims[])[] {
  if (!isWithinBounds(requested)) return Array.isArray(requested) ? requested.map(() => []) : [[]];
  const elements: readonly JsonValue[] = Array.isArray(requested) ? requested : [requested];
  const documents = documentsIn(stored);
  return elements.map((element) => documents.flatMap((document) => selectFrom(document, element, now)));
}

function selectFrom(document: VerifiedClaims, element: JsonValue, now: number): SelectedVerifiedClaims[] {
  if (!isForeignObject(element)) return [];
  const { verification: requestedVerification, claims: requestedClaims } = element;
  if (!isForeignObject(requestedVerification) || !isForeignObject(requestedClaims)) return [];
  const { selected: claims } = selectNamedClaims(requestedClaims, document.claims, now);
  const requests = Object.entries(requestedClaims);
  const transformed = requests.filter(([name]) => isTransformedClaim(name));
  if (requests.length > 0 && transformed.length === 0 && Object.keys(claims).length === 0) return [];
  const verification = selectVerification(requestedVerification, document.verification, claims, now);
  if (verification === undefined) return [];
  const transformedClaims = Object.fromEntries(transformed);
  return [{ verifiedClaims: { verification, claims }, transformedClaims, document }];
}
