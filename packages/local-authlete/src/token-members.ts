import { claimNames } from './engine/requested-claims.ts';
import type { Token } from './engine/token.ts';
import type { FoundToken } from './find-token.ts';
import type { Service } from './service.ts';

/** The members that the answers of introspection and UserInfo have in common. */
export function tokenMembers(
  { token, client }: FoundToken,
  { properties }: Service,
): Record<string, unknown> {
  return {
    clientId: client ? Number(client.client_id) : 0,
    clientIdAlias: client?.client_id_alias,
    clientIdAliasUsed: token?.details.clientIdAliasUsed ?? false,
    clientEntityIdUsed: false,
    metadataDocumentUsed: false,
    subject: token?.subject,
    scopes: token && token.scopes.length > 0 ? token.scopes : undefined,
    properties: token?.details.properties,
    consentedClaims:
      token?.details.consentedClaims ??
      (token && properties.get().consentedClaimsComputed ? computeConsentedClaims(token) : undefined),
  };
}

/**
 * What Authlete takes for consented where the authorization server does not tell: the claims of the scopes, and those
 * that it puts into the ID token. Of what a client asks of UserInfo by name, this has nothing.
 */
function computeConsentedClaims({ scopes, claims }: Token): string[] | undefined {
  const names = claimNames(scopes, claims?.id_token);
  return names.length > 0 ? names : undefined;
}
