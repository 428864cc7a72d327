import { transformedClaimDefinitions } from '../engine/requested-claims.ts';
import type { ClaimRequests, RequestedClaims } from '../engine/requested-claims.ts';
import { isObject } from '../http/request-parameters.ts';
import type { ServiceProperties } from '../service-properties.ts';
import { readTransformedClaims } from './transformed-claim.ts';
import type { TransformedClaim } from './transformed-claim.ts';

/** Finds what a client calls by a name: `:name` is defined in its request, `::name` predefined by the service. */
export type FindTransformedClaim = (name: string) => TransformedClaim | undefined;

/** A name that nobody has defined is no error: it is treated like a claim that nobody knows. */
export function transformedClaimsOf(
  claims: RequestedClaims | undefined,
  { predefinedTransformedClaims }: ServiceProperties,
): FindTransformedClaim {
  const custom = readTransformedClaims(transformedClaimDefinitions(claims) ?? {});
  const predefined = readTransformedClaims(JSON.parse(predefinedTransformedClaims));
  return (name) =>
    name.startsWith('::')
      ? predefined.get(name.slice(2))
      : name.startsWith(':')
        ? custom.get(name.slice(1))
        : undefined;
}

/** The names of the claims whose values are needed to compute the transformed ones that are asked for. */
export function baseClaims(requests: ClaimRequests, find: FindTransformedClaim): string[] {
  return [...new Set(Object.keys(requests).flatMap((name) => find(name)?.claim ?? []))];
}

/** The requested `verified_claims` (OpenID Connect for Identity Assurance 1.0): an array, or an object for its one element. */
export function verifiedClaimsRequests(claims: RequestedClaims | undefined): VerifiedClaimsRequest[] {
  const requested = claims?.userinfo?.['verified_claims'];
  return (requested === undefined ? [] : [requested].flat()).map((element: unknown) => {
    const { claims, verification } = isObject(element) ? element : {};
    return {
      claims: isObject(claims) ? claims : {},
      verification: isObject(verification) ? verification : {},
    };
  });
}

/** One element of the requested `verified_claims`. */
export interface VerifiedClaimsRequest {
  readonly claims: ClaimRequests;
  readonly verification: ClaimRequests;
}
