import type { Token } from '../engine/token.ts';
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
    const { tokens } = service;
    const refreshToken = parameters.string('refreshTokenIdentifier');
    let count = 0;
    if (refreshToken && !parameters.string('accessTokenIdentifier')) {
      count = tokens.revokeRefreshToken(refreshToken);
    } else {
      for (const token of await select(parameters, service)) {
        tokens.revoke(token);
        count += 1;
      }
    }
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] Revoked ${count} access token(s).`,
      count,
    });
  },
};

async function select(parameters: RequestParameters, { tokens, clients }: Service): Promise<Token[]> {
  const accessToken = parameters.string('accessTokenIdentifier');
  if (accessToken) {
    const token = await tokens.findByIdentifier(accessToken);
    return token ? [token] : [];
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
