import type { JsonValue } from '../json-value.ts';
import { selectClaims, selectInputs, type WrongTypeListener } from './claim-selection.ts';
import type { Claims } from './claim-source.ts';
import { selectReferencedClaims } from './referenced-claims.ts';
import type { RequestedClaims } from './requested-claims.ts';
import type { UserInfoContent } from './user-info-authority.ts';
import { deliverVerifiedClaims } from './verified-claims-delivery.ts';

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
  const referenced = selectReferencedClaims(names, stored, request);
  if (referenced !== undefined) Object.assign(claims, referenced);
  if (transformed.length === 0 && verified === undefined) return { claims, subject };

  const storedVerified = Object.hasOwn(stored, 'verified_claims') ? stored['verified_claims'] : undefined;
  const delivery = verified && deliverVerifiedClaims(verified, storedVerified, now, onWrongType);
  if (delivery !== undefined) claims['verified_claims'] = delivery.verifiedClaims;

  const inputs = selectInputs(transformed, stored, onWrongType);
  const verifiedInputs = delivery?.transformationValues;
  const areNeeded = verifiedInputs !== undefined || Object.keys(inputs).length > 0;
  const values = areNeeded ? { claims: inputs, verifiedClaims: verifiedInputs } : undefined;
  return { claims, subject, transformationValues: values };
}
