import type { ForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';
import { findClaim } from '../claim-lookup.ts';
import { createReader, emptyClaims, type SelectedClaims } from '../claim-selection.ts';
import { isTransformedClaim } from '../requested-claims.ts';
import { selectElement } from './element-selection.ts';

export interface NamedClaimsSelection {
  /** By the name they are delivered under. */
  readonly selected: SelectedClaims;
  /** Whether a claim was left out because a constraint on it is violated. */
  readonly isViolated: boolean;
}

/**
 * Selects the claims that a request names, each for itself, with their language tags as in an ordinary request (OpenID
 * Connect Core 1.0, section 5.2). Transformed claims are not among them: their values are not stored.
 *
 * @param now milliseconds since the epoch
 */
export function selectNamedClaims(
  request: ForeignObject,
  stored: { readonly [name: string]: JsonValue },
  now: number,
): NamedClaimsSelection {
  const read = createReader(stored);
  const selected = emptyClaims();
  let isViolated = false;
  for (const [requestedName, claimRequest] of Object.entries(request)) {
    if (isTransformedClaim(requestedName)) continue;
    const found = findClaim(requestedName, stored, read);
    const name = found?.answeredName ?? requestedName;
    const { matches, value } = selectElement(name, claimRequest, found?.value, { now, within: 'claims' });
    if (!matches) isViolated = true;
    else if (value !== undefined) selected[name] = value;
  }
  return { selected, isViolated };
}
