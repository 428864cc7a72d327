import type { FastifyInstance } from 'fastify';
import type { PublishedJwkSet, ResourceServer } from 'oauth-resource-server';
import { protect } from 'oauth-resource-server/fastify';
import { documented, type Operation } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { timeHandler } from './time.ts';
import { timeOperation } from './time-operation.ts';

export interface FapiParts {
  readonly resourceServer: ResourceServer;
  /** The public keys with which answers are signed. */
  readonly keys: PublishedJwkSet;
}

/** Where the public keys are. */
export const JWKS_PATH = '/.well-known/jwks.json';

const FAPI_TIME: Operation = timeOperation(
  {
    operationId: 'getFapiTime',
    summary: 'The time, for sender-constrained access tokens',
    description:
      'As the FAPI 2.0 Security Profile wants it; the answer is signed (RFC 9421) where the authority says that it must be.',
  },
  { senderConstraint: 'required' },
);

const JWKS: Operation = {
  operationId: 'getJwks',
  summary: 'The public keys that answers are signed with',
  answers: {
    200: {
      description: 'A JWK set (RFC 7517).',
      content: {
        'application/jwk-set+json': {
          type: 'object',
          required: ['keys'],
          properties: { keys: { type: 'array', items: { type: 'object', required: ['kty'] } } },
        },
      },
    },
  },
};

/**
 * The sample of an endpoint for high security: sender-constrained tokens, interaction identifiers, and answers that are signed where
 * Authlete says that they must be (FAPI 2.0 Security Profile; RFC 9421).
 */
export function addFapiRoutes(
  app: FastifyInstance,
  { resourceServer, keys }: FapiParts,
  now: () => number,
): void {
  const options = { ...protect(resourceServer), ...documented({ GET: FAPI_TIME }) };
  app.get('/api/fapi/time', options, timeHandler(now));
  onlyMethods(app, '/api/fapi/time', ['GET', 'HEAD']);

  app.get(JWKS_PATH, documented({ GET: JWKS }), async (_request, reply) => {
    reply.headers({ 'Content-Type': 'application/jwk-set+json', 'Access-Control-Allow-Origin': '*' });
    return reply.serializer(JSON.stringify).send(keys);
  });
  onlyMethods(app, JWKS_PATH, ['GET', 'HEAD']);
}
