import type { Token } from './engine/token.ts';

/** What introspection says of a token that is active (RFC 7662 section 2.2). */
export function activeMembers(token: Token, issuer: string, withHidden: boolean): Record<string, unknown> {
  const { details, certificateThumbprint, dpopKeyThumbprint } = token;
  const isRefreshToken = token.model === 'RefreshToken';
  const visible = withHidden ? details.properties : details.properties?.filter(({ hidden }) => !hidden);
  const bound = certificateThumbprint !== undefined || dpopKeyThumbprint !== undefined;
  return {
    ...Object.fromEntries(visible?.map((property) => [property.key, property.value]) ?? []),
    active: true,
    sub: token.subject,
    scope: token.scopes.join(' '),
    iss: issuer,
    aud: details.resources,
    token_type: isRefreshToken ? undefined : dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
    exp: Math.floor(token.expiresAt / 1000),
    client_id: token.clientId,
    acr: details.acr,
    auth_time: details.authTime,
    authorization_details: token.authorizationDetails,
    cnf: bound ? { 'x5t#S256': certificateThumbprint, jkt: dpopKeyThumbprint } : undefined,
  };
}
