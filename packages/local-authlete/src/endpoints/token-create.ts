import { fromAuthleteDetails, toAuthleteDetails } from '../engine/authorization-details.ts';
import type { ClientMetadata } from '../engine/client-metadata.ts';
import type { TokenProperty } from '../engine/token.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { TOKEN_CREATE_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Endpoint } from './endpoint.ts';

const GRANT_TYPES = new Set([
  'AUTHORIZATION_CODE',
  'IMPLICIT',
  'PASSWORD',
  'CLIENT_CREDENTIALS',
  'CIBA',
  'DEVICE_CODE',
  'TOKEN_EXCHANGE',
  'JWT_BEARER',
  'PRE_AUTHORIZED_CODE',
]);

/** `/auth/token/create`: a token with everything the caller wishes. `jwtAtClaims` is ignored: tokens are opaque. */
export const tokenCreate: Endpoint = {
  path: '/auth/token/create',
  methods: ['POST'],
  type: 'tokenCreateResponse',
  async handle({ parameters }, service) {
    const grantType = parameters.string('grantType');
    const client = findClient(parameters, service);
    const problem = check(grantType, client, parameters, service);
    if (grantType === undefined || !client || problem !== undefined) {
      return refuse(problem ?? '');
    }
    const subject = grantType === 'CLIENT_CREDENTIALS' ? undefined : parameters.string('subject');
    const identifier = parameters.string('clientIdentifier');
    const properties = parameters.objects('properties')?.map(toProperty);
    const { accessToken, refreshToken } = await service.tokens.create({
      grantType,
      clientId: client.client_id,
      subject,
      scopes: [...new Set(parameters.strings('scopes'))],
      lifetime: Math.max(0, parameters.integer('accessTokenDuration')),
      refreshLifetime: Math.max(0, parameters.integer('refreshTokenDuration')),
      persistent: parameters.boolean('accessTokenPersistent'),
      accessToken: parameters.string('accessToken'),
      refreshToken: parameters.string('refreshToken'),
      certificateThumbprint: parameters.string('certificateThumbprint'),
      dpopKeyThumbprint: parameters.string('dpopKeyThumbprint'),
      authorizationDetails: fromAuthleteDetails(parameters.object('authorizationDetails')),
      details: {
        clientIdAliasUsed:
          parameters.boolean('clientIdAliasUsed') ||
          (identifier !== undefined && identifier !== client.client_id),
        properties,
        resources: parameters.strings('resources'),
        acr: parameters.string('acr'),
        authTime: parameters.integer('authTime') || undefined,
        sessionId: parameters.string('sessionId'),
        forExternalAttachment: parameters.boolean('forExternalAttachment'),
      },
    });
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] An access token was created successfully: ${grantType.toLowerCase()}, client = ${client.client_id}`,
      action: 'OK',
      accessToken: accessToken.value,
      tokenType: accessToken.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
      expiresIn: Math.round((accessToken.expiresAt - service.clock.now()) / 1000),
      expiresAt: accessToken.expiresAt,
      refreshToken,
      refreshTokenScopes: refreshToken === undefined ? undefined : accessToken.scopes,
      grantType,
      clientId: Number(client.client_id),
      clientIdentifier: identifier,
      subject,
      scopes: accessToken.scopes.length > 0 ? accessToken.scopes : undefined,
      properties,
      authorizationDetails: toAuthleteDetails(accessToken.authorizationDetails),
      forExternalAttachment: accessToken.details.forExternalAttachment ?? false,
      tokenId: accessToken.details.tokenId,
      sessionId: accessToken.details.sessionId,
    });
  },
};

/** A property as Authlete answers it, from what a request says. */
export function toProperty({ key, value, hidden }: Readonly<Record<string, unknown>>): TokenProperty {
  return {
    key: typeof key === 'string' ? key : '',
    value: typeof value === 'string' ? value : '',
    hidden: hidden === true,
  };
}

function findClient(parameters: RequestParameters, { clients }: Service): ClientMetadata | undefined {
  const identifier = parameters.string('clientIdentifier') ?? String(parameters.integer('clientId'));
  return clients.find(identifier);
}

/** What is wrong with a request, in words. */
function check(
  grantType: string | undefined,
  client: ClientMetadata | undefined,
  parameters: RequestParameters,
  { settings, tokens }: Service,
): string | undefined {
  if (grantType === undefined || !GRANT_TYPES.has(grantType)) {
    return `The value of grantType must be one of ${[...GRANT_TYPES].join(', ')}.`;
  }
  if (!client) {
    return 'There is no client with this clientId or clientIdentifier.';
  }
  const subject = parameters.string('subject');
  if (!subject && grantType !== 'CLIENT_CREDENTIALS' && grantType !== 'JWT_BEARER') {
    return `A subject is needed for ${grantType}.`;
  }
  if (subject && !/^[\x20-\x7e]{1,100}$/.test(subject)) {
    return 'The subject must consist of at most 100 ASCII characters.';
  }
  const unknown = parameters.strings('scopes')?.find((scope) => !settings.knownScopes.has(scope));
  if (unknown !== undefined) {
    return `The service does not support the scope '${unknown}'.`;
  }
  for (const name of ['accessToken', 'refreshToken']) {
    const value = parameters.string(name);
    if (value !== undefined && (value === '' || !tokens.isFree(value))) {
      return `The value of ${name} is empty or in use.`;
    }
  }
  return undefined;
}

function refuse(description: string): Answer {
  return jsonAnswer({
    resultCode: CODES.invalid,
    resultMessage: `[${CODES.invalid}] ${description}`,
    action: 'BAD_REQUEST',
  });
}
