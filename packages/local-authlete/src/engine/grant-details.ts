import { randomUUID } from 'node:crypto';

import type { EngineContext, Grant } from 'oidc-provider';

import { CLAIMS_OF_SCOPE } from './claims.ts';
import type { RequestedClaims } from './requested-claims.ts';
import type { TokenDetails } from './token.ts';

/**
 * What Authlete knows of an access token that the engine issues and has no member for: how and when its user signed in,
 * what the user has consented to, and what was requested, from what the token is issued for.
 */
export function detailsOfGrant(
  { oidc: { entities, params } }: EngineContext,
  scope: string,
): Record<string, unknown> {
  const source =
    entities.AuthorizationCode ??
    entities.DeviceCode ??
    entities.BackchannelAuthenticationRequest ??
    entities.RefreshToken;
  const granted = [source?.resource ?? []].flat();
  const details: TokenDetails & { readonly claims?: RequestedClaims | undefined } = {
    tokenId: randomUUID(),
    acr: source?.acr,
    authTime: source?.authTime,
    // All resources of the grant, unless the token request narrows them: the engine keeps one alone.
    resources: params['resource'] === undefined && granted.length > 0 ? granted : undefined,
    grantedResources: granted.length > 0 ? granted : undefined,
    consentedClaims: entities.Grant && consentedClaims(entities.Grant, scope, source?.claims),
    // The engine drops them from a token for a resource.
    claims: source?.claims,
  };
  return Object.fromEntries(Object.entries(details).filter(([, member]) => member !== undefined));
}

/** The names of the claims that the user agreed to release with a token of these scopes. */
function consentedClaims(
  grant: Grant,
  scope: string,
  claims: RequestedClaims | undefined,
): readonly string[] | undefined {
  const scopes = scope.split(' ');
  if (!scopes.includes('openid')) {
    return undefined;
  }
  const requested = new Set(Object.keys(claims?.userinfo ?? {}));
  return [
    ...new Set([
      ...scopes.flatMap((name) => CLAIMS_OF_SCOPE[name] ?? []),
      ...grant.getOIDCClaimsFiltered(requested),
    ]),
  ];
}
