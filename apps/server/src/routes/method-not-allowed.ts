import type { FastifyInstance } from 'fastify';

/** Answers all other methods of a path with 405 and the methods that there are (RFC 9110, section 15.5.6). */
export function onlyMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = allowed.join(', ');
  app.route({
    method: app.supportedMethods.filter((method) => !allowed.includes(method)),
    url,
    handler: async (request, reply) => {
      reply
        .code(405)
        .headers({ Allow: allow, 'Cache-Control': 'no-store', 'Content-Type': 'application/json' });
      return JSON.stringify({
        error: 'method_not_allowed',
        error_description: `${url} answers ${allow}, not ${request.method}.`,
      });
    },
  });
}
