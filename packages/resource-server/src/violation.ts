import type { AccessToken } from './access-token.ts';
import { findUnmetRule } from './authorization-details.ts';
import type { DenialCode } from './denial.ts';
import type { CheckedPolicy } from './policy-check.ts';

/** Which rule a token does not satisfy. */
export interface Violation {
  readonly code: DenialCode;
  /** For the operator: the rule and the fact that it met. */
  readonly reason: string;
  /** What the challenge names, so that the client knows what to ask for. */
  readonly scopes?: readonly string[];
  readonly acrValues?: readonly string[];
  readonly maxAge?: number;
}

/** By how much the clock of the authorization server may be ahead, in seconds. */
export const CLOCK_TOLERANCE = 60;

/**
 * Judges the facts about a token, but for its expiry and its binding. The same rules for every source of facts, on every
 * request.
 *
 * @param audience the resources of which the token must name one; `null` for any
 * @param now milliseconds since the epoch
 */
export function findViolation(
  policy: CheckedPolicy,
  token: AccessToken,
  audience: readonly string[] | null,
  now: number,
): Violation | undefined {
  return (
    findWrongAudience(audience, token) ??
    findWrongSubject(policy, token) ??
    findWrongOrigin(policy, token) ??
    findInsufficientAuthentication(policy, token, now) ??
    findMissingScope(policy, token) ??
    findMissingDetails(policy, token)
  );
}

/** Judges the expiry, before anything that the request proves with the token is worth a look. */
export function findExpiry({ expiresAt }: AccessToken, now: number): Violation | undefined {
  // Negated, so that a time that is not a number counts as past.
  if (expiresAt === undefined || expiresAt > now) return undefined;
  return { code: 'token_expired', reason: 'the expiry time of the token has passed' };
}

/** RFC 8707, section 2: a token that is meant for another resource is not valid here. */
function findWrongAudience(audience: readonly string[] | null, token: AccessToken): Violation | undefined {
  if (audience === null || token.audience?.some((resource) => audience.includes(resource))) return undefined;
  const found = token.audience?.length ? `names ${token.audience.join(', ')}` : 'names none';
  return {
    code: 'wrong_audience',
    reason: `the token must be meant for ${audience.join(' or ')}, and it ${found}`,
  };
}

function findWrongSubject(
  { subject: wanted }: CheckedPolicy,
  { subject }: AccessToken,
): Violation | undefined {
  if (wanted === 'optional') return undefined;
  // An empty subject names nobody.
  if (!subject) return { code: 'subject_missing', reason: 'the token has no subject' };
  if (wanted === 'required' || subject === wanted.is) return undefined;
  return { code: 'subject_mismatch', reason: 'the token has another subject than the policy asks for' };
}

function findWrongOrigin(
  { clients, grantTypes, where }: CheckedPolicy,
  token: AccessToken,
): Violation | undefined {
  if (clients.length > 0 && !clients.includes(token.clientId)) {
    const reason = `the policy asks for the clients ${clients.join(', ')}, and the token is of ${token.clientId}`;
    return { code: 'client_not_accepted', reason };
  }
  if (grantTypes.length > 0 && (token.grantType === undefined || !grantTypes.includes(token.grantType))) {
    const found = token.grantType ?? 'a grant that is not known';
    const reason = `the policy asks for the grant types ${grantTypes.join(', ')}, and the token comes from ${found}`;
    return { code: 'grant_type_not_accepted', reason };
  }
  // Nothing but `true` will do: a function that was meant to be synchronous and returns a promise accepts nobody.
  const accepted: unknown = where === undefined || where(token);
  if (accepted !== true) {
    return { code: 'rule_not_met', reason: 'the function of the policy does not accept the token' };
  }
  return undefined;
}

/** RFC 9470, section 3. */
function findInsufficientAuthentication(
  { acrValues, maxAge }: CheckedPolicy,
  { acr, authTime }: AccessToken,
  now: number,
): Violation | undefined {
  if (acrValues.length === 0 && maxAge === undefined) return undefined;
  const code = 'insufficient_user_authentication';
  const wanted = { ...(acrValues.length > 0 && { acrValues }), ...(maxAge !== undefined && { maxAge }) };
  if (acrValues.length > 0 && (acr === undefined || !acrValues.includes(acr))) {
    const found = acr === undefined ? 'does not say how' : `says ${acr}`;
    const reason = `the user must have signed in with ${acrValues.join(' or ')}, and the token ${found}`;
    return { code, reason, ...wanted };
  }
  if (maxAge !== undefined && !isWithin(maxAge, authTime, now / 1000)) {
    const found = authTime === undefined ? 'the token does not say when' : 'it was not';
    return { code, reason: `the user must have signed in within ${maxAge} s, and ${found}`, ...wanted };
  }
  return undefined;
}

/** All in seconds. A sign-in that lies in the future, such as one in milliseconds, would stay fresh for ever. */
function isWithin(maxAge: number, authTime: number | undefined, now: number): boolean {
  if (authTime === undefined) return false;
  const age = now - authTime;
  return age <= maxAge && age >= -CLOCK_TOLERANCE;
}

function findMissingScope({ allOf, anyOf }: CheckedPolicy, { scopes }: AccessToken): Violation | undefined {
  const code = 'insufficient_scope';
  for (const scope of allOf) {
    if (!scopes.includes(scope)) return { code, reason: `the token lacks the scope ${scope}`, scopes: allOf };
  }
  if (anyOf.length === 0 || anyOf.some((scope) => scopes.includes(scope))) return undefined;
  return { code, reason: `the token has none of the scopes ${anyOf.join(', ')}`, scopes: anyOf.slice(0, 1) };
}

function findMissingDetails(
  { authorizationDetails }: CheckedPolicy,
  token: AccessToken,
): Violation | undefined {
  if (authorizationDetails.length === 0) return undefined;
  const unmet = findUnmetRule(authorizationDetails, token.authorizationDetails);
  if (unmet === undefined) return undefined;
  const reason = `no authorization detail of the token covers the rule for the type ${unmet.type}`;
  return { code: 'insufficient_authorization_details', reason };
}
