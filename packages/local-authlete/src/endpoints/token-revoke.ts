import type { AccessToken } from '../engine/access-token.ts';
import { jsonAnswer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { TOKEN_REVOKE_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Endpoint } from './endpoint.ts';

/** `/auth/token/revoke`: by access token, else by refresh token, else by client and subject. */
export const tokenRevoke: Endpoint = {
  path: '/auth/token/revoke',
  methods: ['POST'],
  type: 'tokenRevokeResponse',
  async handle({ parameters }, service) {
    const concerned = await select(parameters, service);
    for (const token of concerned) {
      service.tokens.revoke(token);
    }
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] Revoked ${concerned.length} access token(s).`,
      count: concerned.length,
    });
  },
};

async function select(parameters: RequestParameters, { tokens, clients }: Service): Promise<AccessToken[]> {
  const accessToken = parameters.string('accessTokenIdentifier');
  if (accessToken) {
    const token = await tokens.findByIdentifier(accessToken);
    return token ? [token] : [];
  }
  const refreshToken = parameters.string('refreshTokenIdentifier');
  if (refreshToken) {
    return tokens.listOfRefreshToken(refreshToken);
  }
  const identifier = parameters.string('clientIdentifier');
  const subject = parameters.string('subject');
  if (!identifier && !subject) {
    throw new ApiError(400, CODES.invalid, 'The request does not say which tokens to revoke.');
  }
  const client = identifier ? clients.find(identifier) : undefined;
  if (identifier && !client) {
    throw new ApiError(404, CODES.clientUnknown, 'There is no client with this clientIdentifier.');
  }
  return tokens
    .list()
    .filter((token) => !client || token.clientId === client.client_id)
    .filter((token) => !subject || token.subject === subject);
}
