import type { JsonValue } from '../json-value.ts';
import {
  selectClaims,
  selectInputs,
  type SelectedClaims,
  type WrongTypeListener,
} from './claim-selection.ts';
import type { Claims } from './claim-source.ts';
import { selectReferencedClaims } from './referenced-claims.ts';
import type { RequestedClaims } from './requested-claims.ts';
import type { TransformationValues, UserInfoContent } from './user-info-authority.ts';
import { deliverVerifiedClaims, type VerifiedClaimsDelivery } from './verified-claims-delivery.ts';
import { selectVerifiedClaims } from './select-verified-claims.ts';

/**
 * Makes of what is stored about a user what the authority needs for the answer that was requested.
 *
 * @param subject the `sub` of the answer, where it is not the subject of the token
 * @param now in milliseconds since the epoch
 */
export function createContent(
  requested: RequestedClaims,
  stored: Claims,
  subject: string | undefined,
  now: number,
  onWrongType: WrongTypeListener,
): UserInfoContent {
  const { names, request, transformed, verified } = requested;
  const claims: { [name: string]: JsonValue } = selectClaims(names, stored, request, onWrongType);
  Object.assign(claims, selectReferencedClaims(names, stored, request));
  const delivery =
    verified === undefined
      ? undefined
      : deliverVerifiedClaims(verified, storedVerifiedClaims(stored), now, selectVerifiedClaims, onWrongType);
  if (delivery !== undefined) claims['verified_claims'] = delivery.verifiedClaims;
  const inputs = selectInputs(transformed, stored, onWrongType);
  return { claims, subject, transformationValues: transformationValues(inputs, delivery) };
}

function storedVerifiedClaims(stored: Claims): JsonValue | undefined {
  return Object.hasOwn(stored, 'verified_claims') ? stored['verified_claims'] : undefined;
}

function transformationValues(
  claims: SelectedClaims,
  delivery: VerifiedClaimsDelivery | undefined,
): TransformationValues | undefined {
  const verifiedClaims = delivery?.transformationValues;
  const isNeeded = verifiedClaims !== undefined || Object.keys(claims).length > 0;
  return isNeeded ? { claims, verifiedClaims } : undefined;
}
