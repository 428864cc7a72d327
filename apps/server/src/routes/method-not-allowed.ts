import type { FastifyInstance } from 'fastify';
import { answerError } from './json-answer.ts';

/** Answers all other methods of a path with 405 and the methods that there are (RFC 9110, section 15.5.6). */
export function onlyMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = allowed.join(', ');
  app.route({
    method: app.supportedMethods.filter((method) => !allowed.includes(method)),
    url,
    handler: async (request, reply) => {
      const description = `${url} answers ${allow}, not ${request.method}.`;
      return answerError(reply.header('Allow', allow), 405, 'method_not_allowed', description);
    },
  });
}
