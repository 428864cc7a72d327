import { isDeepStrictEqual } from 'node:util';

import { errors } from 'oidc-provider';
import type { EngineContext } from 'oidc-provider';

import { isObject } from '../http/request-parameters.ts';

type Details = readonly Readonly<Record<string, unknown>>[];

/** The engine's configuration for authorization details (RFC 9396). Of a type nothing but its name is checked. */
export function authorizationDetailsFeature(types: readonly string[]): Record<string, unknown> {
  return {
    enabled: true,
    types: Object.fromEntries(types.map((type) => [type, { validate: () => undefined }])),
    /** What the person has allowed in the interaction that is just over; every request asks anew. */
    authorizationDetailsForGrantSource: ({ oidc }: EngineContext) =>
      oidc.result?.consent?.authorizationDetails,
    authorizationDetailsForAccessToken,
    authorizationDetailsForIntrospection: (_context: unknown, token: { rar?: Details }) => token.rar,
  };
}

/** Section 6: a token request may ask for a part of what was granted; without a grant the client asks for itself. */
function authorizationDetailsForAccessToken(
  { oidc }: EngineContext,
  _token: unknown,
  source?: { readonly rar?: Details },
): Details | undefined {
  const requested = parse(oidc.params['authorization_details']);
  if (!source || !requested) {
    return source ? source.rar : requested;
  }
  const granted = source.rar ?? [];
  if (!requested.every((detail) => granted.some((candidate) => isDeepStrictEqual(detail, candidate)))) {
    throw new errors.InvalidAuthorizationDetails('the authorization details were not granted');
  }
  return requested;
}

function parse(parameter: unknown): Details | undefined {
  const details: unknown = typeof parameter === 'string' ? JSON.parse(parameter) : undefined;
  return Array.isArray(details) ? details.filter(isObject) : undefined;
}
