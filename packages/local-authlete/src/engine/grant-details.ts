import type { EngineContext } from 'oidc-provider';

import type { TokenDetails } from './token.ts';

/**
 * What Authlete knows of an access token that the engine issues: how and when its user signed in, from what the token is
 * issued for.
 */
export function detailsOfGrant({ oidc: { entities } }: EngineContext): Record<string, unknown> {
  const source =
    entities.AuthorizationCode ??
    entities.DeviceCode ??
    entities.BackchannelAuthenticationRequest ??
    entities.RefreshToken;
  const details: TokenDetails = { acr: source?.acr, authTime: source?.authTime };
  return { ...details };
}
