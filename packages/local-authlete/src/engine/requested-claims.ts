import { isObject } from '../http/request-parameters.ts';
import { readTransformedClaims } from '../transformed-claims/transformed-claim.ts';
import { CLAIMS_OF_SCOPE } from './claims.ts';

/** What is asked for in one place of a request: the names of claims, and what is said of each. */
export type ClaimRequests = Readonly<Record<string, unknown>>;

/** The `claims` request parameter (OpenID Connect Core 1.0 section 5.5). */
export interface RequestedClaims {
  readonly userinfo?: ClaimRequests;
  readonly id_token?: ClaimRequests;
  /** OpenID Connect Advanced Syntax for Claims 1.0, in its first draft: this is where Authlete's documentation has it. */
  readonly transformed_claims?: Readonly<Record<string, unknown>>;
  /** The same where later drafts have it; whether Authlete looks here is not known. */
  readonly _asc?: { readonly transformed_claims?: Readonly<Record<string, unknown>> };
}

/**
 * Checks a `claims` request, as the authorization endpoint has to.
 *
 * @throws {TypeError} A member is no object, or a transformed claim is not defined as the specification wants it.
 */
export function checkRequestedClaims(claims: Readonly<Record<string, unknown>>): RequestedClaims {
  for (const name of ['userinfo', 'id_token', 'transformed_claims', '_asc']) {
    if (claims[name] !== undefined && !isObject(claims[name])) {
      throw new TypeError(`${name} of claims must be an object`);
    }
  }
  readTransformedClaims(transformedClaimDefinitions(claims) ?? {});
  return claims;
}

/** The transformed claims that a client defines in its request. */
export function transformedClaimDefinitions(
  claims: RequestedClaims | undefined,
): Readonly<Record<string, unknown>> | undefined {
  return claims?.transformed_claims ?? claims?._asc?.transformed_claims;
}

/**
 * The names of claims that are asked for: those of scopes, then those of a request.
 *
 * Transformed claims (`:name`) and `verified_claims` are no names of values and travel in members of their own;
 * whether Authlete leaves them out here is not known.
 */
export function claimNames(scopes: readonly string[], requests: ClaimRequests = {}): string[] {
  return [
    ...new Set([
      ...scopes.flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []),
      ...Object.keys(requests).filter((name) => !name.startsWith(':') && name !== 'verified_claims'),
    ]),
  ];
}
