import { CLAIMS_OF_SCOPE } from '../engine/claims.ts';
import { requestedClaimNames } from '../engine/claims-parameter.ts';
import { isObject, isStrings } from '../http/request-parameters.ts';

/** Everything that an authorization request asks a person for. */
export interface ConsentRequest {
  readonly scopes: readonly string[];
  /** The names of all claims that the parameter `claims` asks for. */
  readonly claims: readonly string[];
  /** RFC 8707. */
  readonly resources: readonly string[];
  /** RFC 9396. */
  readonly authorizationDetails: readonly Readonly<Record<string, unknown>>[];
}

/** What the person allows; the rest is denied. */
export interface ConsentDecision {
  readonly scopes: ReadonlySet<string>;
  readonly claims: ReadonlySet<string>;
  readonly authorizationDetails: ReadonlySet<number>;
}

/** Reads the parameters of an authorization request, which the engine has checked. */
export function readConsentRequest(
  parameters: Readonly<Record<string, unknown>>,
  knownScopes: ReadonlySet<string>,
): ConsentRequest {
  const { scope, claims, resource, authorization_details: details } = parameters;
  const parsedDetails: unknown = typeof details === 'string' ? JSON.parse(details) : [];
  return {
    scopes: typeof scope === 'string' ? scope.split(' ').filter((name) => knownScopes.has(name)) : [],
    claims: requestedClaimNames(claims),
    resources: isStrings(resource) ? resource : typeof resource === 'string' ? [resource] : [],
    authorizationDetails: Array.isArray(parsedDetails) ? parsedDetails.filter(isObject) : [],
  };
}

/** The claims that are no part of a requested scope: each of them is a question of its own. */
export function claimsBesideScopes({ scopes, claims }: ConsentRequest): string[] {
  const covered = new Set(scopes.flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []));
  return claims.filter((claim) => !covered.has(claim));
}

/** What a person decided by the boxes that are ticked. A claim that belongs to a scope goes with its scope. */
export function readDecision(form: URLSearchParams, request: ConsentRequest): ConsentDecision {
  const ticked = new Set(form.getAll('scope'));
  const scopes = new Set(request.scopes.filter((scope) => scope === 'openid' || ticked.has(scope)));
  const ofScopes = [...scopes].flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []);
  const besides = new Set(claimsBesideScopes(request));
  const claims = new Set([...ofScopes, ...form.getAll('claim').filter((claim) => besides.has(claim))]);
  return {
    scopes,
    claims: new Set(request.claims.filter((claim) => claims.has(claim))),
    authorizationDetails: new Set(
      form
        .getAll('detail')
        .map(Number)
        .filter((index) => index in request.authorizationDetails),
    ),
  };
}
