import type { FoundToken } from './find-token.ts';

/** The members that the answers of introspection and UserInfo have in common. */
export function tokenMembers({ token, client }: FoundToken): Record<string, unknown> {
  return {
    clientId: client ? Number(client.client_id) : 0,
    clientIdAlias: client?.client_id_alias,
    clientIdAliasUsed: token?.details.clientIdAliasUsed ?? false,
    clientEntityIdUsed: false,
    metadataDocumentUsed: false,
    subject: token?.subject,
    scopes: token && token.scopes.length > 0 ? token.scopes : undefined,
    properties: token?.details.properties,
    consentedClaims: token?.details.consentedClaims,
  };
}
