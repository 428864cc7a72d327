import { checkBinding, readPresentedBinding } from '../binding/check-binding.ts';
import { toAuthleteDetails } from '../engine/authorization-details.ts';
import type { Token } from '../engine/token.ts';
import { findToken } from '../find-token.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { requireRequestSignature } from '../message-signatures/require-request-signature.ts';
import { readSignedRequest } from '../message-signatures/signed-request.ts';
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
    const required = readRequirements(parameters, service);
    const presented = readPresentedBinding(parameters, service);
    const request = readSignedRequest(parameters);
    const found = await findToken(parameters.string('token'), CODES, service);
    const refusal =
      found.refusal === undefined
        ? (checkScopes(found.token, required) ??
          checkSubject(found.token, required) ??
          checkResources(found.token, required) ??
          checkAcr(found.token, required) ??
          checkMaxAge(found.token, required, service) ??
          (await checkBinding(found.token, presented, CODES, service)) ??
          (await requireRequestSignature(found, request, CODES.signature, service)))
        : found.refusal;
    const { token } = found;
    const usable = token !== undefined && found.refusal === undefined;
    return jsonAnswer({
      ...(refusal ?? {
        resultCode: CODES.ok,
        resultMessage: `[${CODES.ok}] The access token is valid.`,
        action: 'OK',
        // A challenge although all is well: for the caller who finds another fault with the request.
        responseContent: 'Bearer error="invalid_request"',
      }),
      ...tokenMembers(found, service),
      existent: token !== undefined,
      usable,
      sufficient: usable && !checkScopes(token, required),
      refreshable: token !== undefined && service.tokens.refreshToken(token) !== undefined,
      expiresAt: token?.expiresAt ?? 0,
      certificateThumbprint: token?.certificateThumbprint,
      resources: token?.details.grantedResources ?? token?.details.resources,
      accessTokenResources: token?.details.resources,
      authorizationDetails: toAuthleteDetails(token?.authorizationDetails),
      scopeDetails:
        token && token.scopes.length > 0
          ? token.scopes.map((name) => ({ name, defaultEntry: false }))
          : undefined,
      grantId: token?.grantId,
      grantType: token?.grantType,
      acr: token?.details.acr,
      authTime: token?.details.authTime ?? 0,
      forExternalAttachment: token?.details.forExternalAttachment ?? false,
      forCredentialIssuance: false,
      cnonceExpiresAt: 0,
      dpopNonce: presented.nonceRequired ? service.nonces.current() : undefined,
      responseSigningRequired: service.properties.get().responseSigningRequired,
    });
  },
};

/** What the caller demands of the token; empty lists and 0 are no demands. */
interface Requirements {
  readonly scopes: readonly string[];
  readonly subject: string | undefined;
  readonly resources: readonly string[];
  readonly acrValues: readonly string[];
  readonly maxAge: number;
}

/** Scopes that the service does not know are ignored, so a misspelt one is not checked: so does Authlete. */
function readRequirements(parameters: RequestParameters, { settings }: Service): Requirements {
  return {
    scopes: (parameters.strings('scopes') ?? []).filter((scope) => settings.knownScopes.has(scope)),
    subject: parameters.string('subject'),
    resources: parameters.strings('resources') ?? [],
    acrValues: parameters.strings('acrValues') ?? [],
    maxAge: parameters.integer('maxAge'),
  };
}

function checkScopes(token: Token, { scopes }: Requirements): Refusal | undefined {
  const missing = scopes.find((scope) => !token.scopes.includes(scope));
  return missing === undefined
    ? undefined
    : refuse('FORBIDDEN', {
        scheme: token.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
        error: 'insufficient_scope',
        code: CODES.scope,
        description: `The access token does not cover the required scope '${missing}'.`,
        parameters: { scope: scopes.join(' ') },
      });
}

function checkSubject(token: Token, { subject }: Requirements): Refusal | undefined {
  return subject === undefined || subject === token.subject
    ? undefined
    : refuse('FORBIDDEN', {
        scheme: 'Bearer',
        error: 'invalid_request',
        code: CODES.subject,
        description: 'The subject of the access token is not the required one.',
      });
}

/** What Authlete answers here is not known. */
function checkResources({ details }: Token, { resources }: Requirements): Refusal | undefined {
  return resources.every((resource) => details.resources?.includes(resource))
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'invalid_token',
        code: CODES.resource,
        description: 'The access token does not cover the required resources.',
      });
}

/** RFC 9470 section 3. */
function checkAcr({ details }: Token, { acrValues }: Requirements): Refusal | undefined {
  return acrValues.length === 0 || acrValues.includes(details.acr ?? '')
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'insufficient_user_authentication',
        code: CODES.acr,
        description: 'The user authentication does not satisfy any of the required ACR values.',
        parameters: { acr_values: acrValues.join(' ') },
      });
}

/** RFC 9470 section 3. */
function checkMaxAge({ details }: Token, { maxAge }: Requirements, { clock }: Service): Refusal | undefined {
  return maxAge <= 0 || clock.now() / 1000 - (details.authTime ?? 0) <= maxAge
    ? undefined
    : refuse('UNAUTHORIZED', {
        scheme: 'Bearer',
        error: 'insufficient_user_authentication',
        code: CODES.maxAge,
        description: 'The user authentication is older than the required maximum age.',
        parameters: { max_age: String(maxAge) },
      });
}
