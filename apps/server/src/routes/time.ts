import type { FastifyInstance } from 'fastify';
import type { Policy, ResourceServer } from 'oauth-resource-server';
import { protect } from 'oauth-resource-server/fastify';
import { answerJson } from './json-answer.ts';
import { onlyMethods } from './method-not-allowed.ts';

/** The sample of a protected endpoint: the current time in UTC, for any valid access token. */
export function addTimeRoute(
  app: FastifyInstance,
  resourceServer: ResourceServer,
  policy: Policy,
  now: () => number,
): void {
  app.get('/api/time', protect(resourceServer, policy), async (_request, reply) => {
    const date = new Date(now());
    return answerJson(reply, 200, {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    });
  });
  onlyMethods(app, '/api/time', ['GET', 'HEAD']);
}
