import type { Token } from '../engine/token.ts';
import { tokenHash } from '../engine/tokens.ts';
import { jsonAnswer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { TOKEN_LIST_CODES as CODES } from '../result-codes.ts';
import type { Service } from '../service.ts';
import type { Endpoint } from './endpoint.ts';

/** `/auth/token/get/list`: the tokens of the service, without their values. */
export const tokenList: Endpoint = {
  path: '/auth/token/get/list',
  methods: ['GET'],
  type: 'tokenListResponse',
  handle({ parameters }, service) {
    const identifier = parameters.string('clientIdentifier');
    const subject = parameters.string('subject');
    const status = parameters.string('tokenStatus') ?? 'ALL';
    const client = identifier === undefined ? undefined : service.clients.find(identifier);
    if (identifier !== undefined && !client) {
      throw new ApiError(404, CODES.clientUnknown, 'There is no client with this clientIdentifier.');
    }
    const matching = service.tokens
      .list()
      .filter((token) => !client || token.clientId === client.client_id)
      .filter((token) => subject === undefined || token.subject === subject)
      .filter((token) => status === 'ALL' || service.tokens.isExpired(token) === (status === 'INVALID'));
    const start = Math.max(0, parameters.integer('start'));
    const end = parameters.string('end') === undefined ? 5 : parameters.integer('end');
    const page = matching.slice(start, Math.max(start, end));
    return jsonAnswer({
      start,
      end: start + page.length,
      totalCount: matching.length,
      client: client && {
        number: 0,
        clientName: client['client_name'],
        clientId: Number(client.client_id),
        clientIdAlias: client.client_id_alias,
        clientIdAliasEnabled: client.client_id_alias !== undefined,
        clientType: client['token_endpoint_auth_method'] === 'none' ? 'PUBLIC' : 'CONFIDENTIAL',
      },
      subject,
      accessTokens: page.map((token) => toEntry(token, service)),
    });
  },
};

function toEntry(token: Token, { tokens }: Service): Record<string, unknown> {
  const refreshToken = tokens.refreshToken(token);
  return {
    accessTokenHash: tokenHash(token.value),
    accessTokenExpiresAt: token.expiresAt,
    refreshTokenHash: refreshToken && tokenHash(refreshToken.value),
    refreshTokenExpiresAt: refreshToken?.expiresAt ?? 0,
    refreshTokenScopes: refreshToken?.scopes,
    createdAt: token.createdAt,
    lastRefreshedAt: 0,
    clientId: Number(token.clientId),
    subject: token.subject,
    grantType: token.grantType,
    scopes: token.scopes.length > 0 ? token.scopes : undefined,
    properties: token.details.properties,
  };
}
