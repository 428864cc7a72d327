import { checkBinding, isNonceRequired } from '../binding/check-binding.ts';
import type { AccessToken } from '../engine/access-token.ts';
import { toAuthleteDetails } from '../engine/authorization-details.ts';
import { findToken } from '../find-token.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { INTROSPECTION_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import { tokenMembers } from '../token-members.ts';
import type { Endpoint } from './endpoint.ts';

/** `/auth/introspection`, the question that a resource server asks. */
export const introspection: Endpoint = {
  path: '/auth/introspection',
  methods: ['POST'],
  type: 'introspectionResponse',
  async handle({ parameters }, service) {
    const found = await findToken(parameters.string('token'), CODES, service);
    const { token } = found;
    const refusal =
      found.refusal ??
      (token &&
        (checkScopes(token, parameters, service) ??
          checkSubject(token, parameters) ??
          checkResources(token, parameters) ??
          checkAcr(token, parameters) ??
          checkMaxAge(token, parameters, service) ??
          (await checkBinding(token, parameters, parameters.string('htu'), CODES, service))));
    return jsonAnswer({
      ...(refusal ?? {
        resultCode: CODES.ok,
        resultMessage: `[${CODES.ok}] The access token is valid.`,
        action: 'OK',
        // A challenge although all is well: for the caller who finds another fault with the request.
        responseContent: 'Bearer error="invalid_request"',
      }),
      ...tokenMembers(found),
      existent: token !== undefined,
      usable: token !== undefined && !found.refusal,
      sufficient: token !== undefined && !found.refusal && !checkScopes(token, parameters, service),
      refreshable: token !== undefined && service.tokens.refreshToken(token) !== undefined,
      expiresAt: token?.expiresAt ?? 0,
      certificateThumbprint: token?.certificateThumbprint,
      resources: token?.details.resources,
      accessTokenResources: token?.details.resources,
      authorizationDetails: toAuthleteDetails(token?.authorizationDetails),
      scopeDetails:
        token && token.scopes.length > 0
          ? token.scopes.map((name) => ({ name, defaultEntry: false }))
          : undefined,
      grantType: token?.grantType,
      acr: token?.details.acr,
      authTime: token?.details.authTime ?? 0,
      forExternalAttachment: token?.details.forExternalAttachment ?? false,
      forCredentialIssuance: false,
      cnonceExpiresAt: 0,
      dpopNonce: isNonceRequired(parameters, service) ? service.nonces.current() : undefined,
      responseSigningRequired: false,
    });
  },
};

/** Scopes that the service does not know are ignored, so a misspelt one is not checked: so does Authlete. */
function checkScopes(
  token: AccessToken,
  parameters: RequestParameters,
  { settings }: Service,
): Refusal | undefined {
  const required = (parameters.strings('scopes') ?? []).filter((scope) => settings.knownScopes.has(scope));
  const missing = required.find((scope) => !token.scopes.includes(scope));
  return missing === undefined
    ? undefined
    : refuse('FORBIDDEN', {
        scheme: token.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
        error: 'insufficient_scope',
        code: CODES.scope,
        description: `The access token does not cover the required scope '${missing}'.`,
        parameters: { scope: required.join(' ') },
      });
}

function checkSubject(token: AccessToken, parameters: RequestParameters): Refusal | undefined {
  const required = parameters.string('subject');
  return required === undefined || required === token.subject
    ? undefined
    : refuse('FORBIDDEN', {
        scheme: 'Bearer',
        error: 'invalid_request',
        code: CODES.subject,
        description: 'The subject of the access token is not the required one.',
      });
}

/** What Authlete answers here is not known. */
function checkResources(token: AccessToken, parameters: RequestParameters): Refusal | undefined {
  const covered = token.details.resources ?? [];
  return (parameters.strings('resources') ?? []).every((resource) => covered.includes(resource))
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'invalid_token',
        code: CODES.resource,
        description: 'The access token does not cover the required resources.',
      });
}

/** RFC 9470 section 3. */
function checkAcr(token: AccessToken, parameters: RequestParameters): Refusal | undefined {
  const required = parameters.strings('acrValues') ?? [];
  return required.length === 0 || required.includes(token.details.acr ?? '')
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'insufficient_user_authentication',
        code: CODES.acr,
        description: 'The user authentication does not satisfy any of the required ACR values.',
        parameters: { acr_values: required.join(' ') },
      });
}

/** RFC 9470 section 3; 0 and less is no check. */
function checkMaxAge(
  token: AccessToken,
  parameters: RequestParameters,
  { clock }: Service,
): Refusal | undefined {
  const maxAge = parameters.integer('maxAge');
  return maxAge <= 0 || clock.now() / 1000 - (token.details.authTime ?? 0) <= maxAge
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'insufficient_user_authentication',
        code: CODES.maxAge,
        description: 'The user authentication is older than the required maximum age.',
        parameters: { max_age: String(maxAge) },
      });
}
