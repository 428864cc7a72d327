import type { FastifyInstance } from 'fastify';
import type { UserInfoEndpoint } from 'oauth-resource-server';
import { userInfoHandler } from 'oauth-resource-server/fastify';
import { documented } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { USER_INFO_OPERATIONS } from './user-info-operation.ts';

/** The UserInfo endpoint (OpenID Connect Core 1.0, section 5.3). */
export function addUserInfoRoute(app: FastifyInstance, endpoint: UserInfoEndpoint): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/userinfo',
    handler: userInfoHandler(endpoint),
    ...documented(USER_INFO_OPERATIONS),
  });
  onlyMethods(app, '/api/userinfo', ['GET', 'HEAD', 'POST']);
}
