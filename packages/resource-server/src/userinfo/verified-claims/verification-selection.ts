import { isForeignObject } from '../../foreign-object.ts';
import type { ForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';
import type { SelectedClaims } from '../claim-selection.ts';
import { selectNamedClaims } from './claims-selection.ts';
import { MISMATCH, NOTHING, selectElement, type Selection } from './element-selection.ts';
import { isVerification, type VerifiedClaims } from './verified-claims.ts';

/**
 * Selects what a request asks of the `verification` of stored claims (OpenID Connect for Identity Assurance 1.0, sections
 * 5.4 and 5.5).
 *
 * @param delivered the claims that the answer will hold: no others are delivered as derived from a piece of evidence
 * @param now milliseconds since the epoch
 * @returns `undefined` where a constraint is violated, or where the trust framework was not asked for
 */
export function selectVerification(
  request: ForeignObject,
  stored: VerifiedClaims['verification'],
  delivered: SelectedClaims,
  now: number,
): VerifiedClaims['verification'] | undefined {
  const { value } = selectElement('verification', request, stored, {
    now,
    within: 'verification',
    selectDerivedClaims: (request, stored) => selectDerivedClaims(request, stored, delivered, now),
  });
  return isVerification(value) ? value : undefined;
}

/** Schema Definition, section 5.4.4: derived claims have their like in `claims`, and are left out rather than empty. */
function selectDerivedClaims(
  request: unknown,
  stored: JsonValue | undefined,
  delivered: SelectedClaims,
  now: number,
): Selection {
  const asked = request ?? {};
  if (!isForeignObject(asked)) return MISMATCH;
  const { selected, isViolated } = selectNamedClaims(asked, isClaims(stored) ? stored : {}, now);
  if (isViolated) return MISMATCH;
  const shown = Object.entries(selected).filter(([name]) => Object.hasOwn(delivered, name));
  return shown.length > 0 ? { matches: true, value: Object.fromEntries(shown) } : NOTHING;
}

function isClaims(stored: JsonValue | undefined): stored is VerifiedClaims['claims'] {
  return isForeignObject(stored);
}
