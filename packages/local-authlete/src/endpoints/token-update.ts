import { fromAuthleteDetails, toAuthleteDetails } from '../engine/authorization-details.ts';
import { DEFAULT_LIFETIMES } from '../engine/lifetimes.ts';
import type { Token } from '../engine/token.ts';
import { NEVER } from '../engine/tokens.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { TOKEN_UPDATE_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Endpoint } from './endpoint.ts';
import { toProperty } from './token-create.ts';

/** `/auth/token/update`: changes a token, an expired one too as long as nobody asked for it. */
export const tokenUpdate: Endpoint = {
  path: '/auth/token/update',
  methods: ['POST'],
  type: 'tokenUpdateResponse',
  async handle({ parameters }, service) {
    const { tokens, settings } = service;
    const identifier = parameters.string('accessToken') ?? parameters.string('accessTokenHash');
    if (!identifier) {
      return jsonAnswer({
        resultCode: CODES.invalid,
        resultMessage: `[${CODES.invalid}] One of accessToken and accessTokenHash is needed.`,
        action: 'BAD_REQUEST',
      });
    }
    const token = await tokens.findByIdentifier(identifier);
    if (!token) {
      return jsonAnswer({
        resultCode: CODES.notFound,
        resultMessage: `[${CODES.notFound}] The access token does not exist.`,
        action: 'NOT_FOUND',
      });
    }
    const updated = tokens.update(token, {
      value: parameters.boolean('accessTokenValueUpdated') ? tokens.newValue() : undefined,
      scopes: parameters.strings('scopes')?.filter((scope) => settings.knownScopes.has(scope)),
      expiresAt: newExpiry(token, parameters, service),
      certificateThumbprint: parameters.string('certificateThumbprint'),
      dpopKeyThumbprint: parameters.string('dpopKeyThumbprint'),
      authorizationDetails: fromAuthleteDetails(parameters.object('authorizationDetails')),
      details: { properties: parameters.objects('properties')?.map(toProperty) },
    });
    const refreshExpiry = parameters.integer('refreshTokenExpiresAt');
    if (refreshExpiry > 0) {
      tokens.updateRefreshToken(updated, refreshExpiry);
    }
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] Updated the access token successfully.`,
      action: 'OK',
      accessToken: updated.value,
      accessTokenExpiresAt: updated.expiresAt,
      scopes: updated.scopes.length > 0 ? updated.scopes : undefined,
      properties: updated.details.properties,
      authorizationDetails: toAuthleteDetails(updated.authorizationDetails),
      tokenType: updated.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
      forExternalAttachment: updated.details.forExternalAttachment ?? false,
      tokenId: updated.details.tokenId,
      refreshTokenExpiresAt: tokens.refreshToken(updated)?.expiresAt ?? 0,
    });
  },
};

function newExpiry(token: Token, parameters: RequestParameters, { clock }: Service): number | undefined {
  if (parameters.boolean('accessTokenPersistent')) {
    return NEVER;
  }
  const expiresAt = parameters.integer('accessTokenExpiresAt');
  if (expiresAt > 0) {
    return expiresAt;
  }
  const scopesChange =
    parameters.boolean('accessTokenExpiresAtUpdatedOnScopeUpdate') &&
    parameters.strings('scopes')?.toSorted().join(' ') !== token.scopes.toSorted().join(' ');
  return scopesChange ? clock.now() + DEFAULT_LIFETIMES.accessToken * 1000 : undefined;
}
