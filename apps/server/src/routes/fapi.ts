import type { FastifyInstance } from 'fastify';
import type { PublishedJwkSet, ResourceServer } from 'oauth-resource-server';
import { protect } from 'oauth-resource-server/fastify';
import { answerJson } from './json-answer.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { describeTime } from './time.ts';

export interface FapiParts {
  readonly resourceServer: ResourceServer;
  /** The public keys with which answers are signed. */
  readonly keys: PublishedJwkSet;
}

/** Where the public keys are. */
export const JWKS_PATH = '/.well-known/jwks.json';

/**
 * The sample of an endpoint for high security: sender-constrained tokens, interaction identifiers, and answers that are signed where
 * Authlete says that they must be (FAPI 2.0 Security Profile; RFC 9421).
 */
export function addFapiRoutes(
  app: FastifyInstance,
  { resourceServer, keys }: FapiParts,
  now: () => number,
): void {
  app.get('/api/fapi/time', protect(resourceServer), async (_request, reply) =>
    answerJson(reply, 200, describeTime(now())),
  );
  onlyMethods(app, '/api/fapi/time', ['GET', 'HEAD']);

  app.get(JWKS_PATH, async (_request, reply) => {
    reply.headers({ 'Content-Type': 'application/jwk-set+json', 'Access-Control-Allow-Origin': '*' });
    return reply.serializer(JSON.stringify).send(keys);
  });
  onlyMethods(app, JWKS_PATH, ['GET', 'HEAD']);
}
