import type { EngineContext } from 'oidc-provider';

/**
 * The engine's configuration for resource indicators (RFC 8707), made to fit Authlete: any resource may be named, a
 * scope means the same at each, and what was asked for at the authorization endpoint holds for the token.
 *
 * @param scopes every scope of the service
 * @param ownResource where authorization details are for that come without a resource, which the engine insists on
 */
export function resourceIndicatorsFeature(
  scopes: ReadonlySet<string>,
  ownResource: string,
): Record<string, unknown> {
  const scope = [...scopes].join(' ');
  return {
    enabled: true,
    getResourceServerInfo: () => ({ scope }),
    useGrantedResource: () => true,
    defaultResource({ oidc }: EngineContext, _client: unknown, granted?: readonly string[]) {
      // The engine issues a token for one resource only: see grant-details.ts for what becomes of the others.
      if (granted) {
        return granted[0];
      }
      return oidc.params['authorization_details'] === undefined ? undefined : ownResource;
    },
  };
}
