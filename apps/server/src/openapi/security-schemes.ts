import type { ApiDescription } from './api-description.ts';
import type { Access } from './operation.ts';

/** By the name of a scheme, the scopes (or, in OpenAPI 3.1, roles) that it must come with. */
type Requirement = Readonly<Record<string, readonly string[]>>;

/** How tokens may be presented to an operation: each requirement suffices. */
export function securityOf(access: Access, api: ApiDescription): readonly Requirement[] {
  const { scopes = [], senderConstraint = api.senderConstraint } = access;
  const isBound = senderConstraint === 'required';
  // Where only this operation wants bound tokens, it takes proofs even if they are switched off elsewhere.
  const dpop = access.senderConstraint === 'required' && api.dpop !== 'require' ? 'accept' : api.dpop;
  const takesBearer = dpop !== 'require' && !isBound;
  const takesCertificates = dpop !== 'require' && isBound && api.certificates;
  return [
    ...(takesBearer ? [{ bearer: scopes }] : []),
    ...(takesCertificates ? [{ bearer: scopes, certificate: [] }] : []),
    ...(dpop === 'accept' || dpop === 'require' ? [{ dpop: scopes }] : []),
    ...(takesBearer ? discoveries(api).map(([name]) => ({ [name]: scopes })) : []),
  ];
}

/** All schemes that {@link securityOf} can name, as OpenAPI 3.1 describes them. */
export function securitySchemes(api: ApiDescription): Readonly<Record<string, object>> {
  return {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'An access token in the Authorization header (RFC 6750, section 2.1).',
    },
    dpop: {
      type: 'http',
      scheme: 'DPoP',
      description:
        'An access token that is bound to a key, in the Authorization header, and in the header DPoP a proof that the client ' +
        'holds the key (RFC 9449). An answer with DPoP-Nonce names the nonce that the next proof must carry.',
    },
    ...(api.certificates && {
      certificate: {
        type: 'mutualTLS',
        description: 'The client certificate that the access token is bound to (RFC 8705).',
      },
    }),
    ...Object.fromEntries(
      discoveries(api).map(([name, issuer]) => [
        name,
        {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          description: 'Where access tokens come from.',
        },
      ]),
    ),
  };
}

/** The names of the schemes that lead to authorization servers, with their issuers. */
function discoveries({ authorizationServers = [] }: ApiDescription): readonly (readonly [string, string])[] {
  return authorizationServers.map((issuer, index) => [
    index === 0 ? 'openIdConnect' : `openIdConnect${index + 1}`,
    issuer,
  ]);
}
