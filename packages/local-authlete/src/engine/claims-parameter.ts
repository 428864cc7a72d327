import { errors } from 'oidc-provider';

import { isObject } from '../http/request-parameters.ts';

/** What a client may always know: these are about the sign-in and no data of the person. */
const ALWAYS_KNOWN: ReadonlySet<string> = new Set(['sub', 'sid', 'auth_time', 'acr', 'amr', 'iss']);

/**
 * The names of the claims that the request parameter `claims` asks for (OpenID Connect Core 1.0 section 5.5), for
 * UserInfo and for the ID token, without those that need no consent.
 *
 * @param parameter the JSON, which the engine has checked
 */
export function requestedClaimNames(parameter: unknown): string[] {
  const claims: unknown = typeof parameter === 'string' ? JSON.parse(parameter) : {};
  const members = isObject(claims) ? [claims['userinfo'], claims['id_token']] : [];
  return [...new Set(members.flatMap((member) => (isObject(member) ? Object.keys(member) : [])))].filter(
    (name) => !ALWAYS_KNOWN.has(name),
  );
}

/**
 * Checks the members of the parameter (section 5.5.1): each request is null or an object, and `verified_claims` of OpenID
 * Connect for Identity Assurance may be an array of objects, which the engine does not know by itself.
 *
 * @throws the engine's `invalid_request`
 */
export function checkClaimsParameter(claims: Readonly<Record<string, unknown>>): void {
  for (const container of ['userinfo', 'id_token']) {
    for (const [name, value] of Object.entries(claims[container] ?? {})) {
      const isArray = name === 'verified_claims' && Array.isArray(value) && value.every(isObject);
      if (value !== null && !isObject(value) && !isArray) {
        throw new errors.InvalidRequest(`claims.${container} must have null or objects as members`);
      }
    }
  }
}
