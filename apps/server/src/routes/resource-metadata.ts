import type { FastifyInstance } from 'fastify';
import type { ProtectedResourceMetadata } from 'oauth-resource-server';
import { documented, type Operation } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';

/** The metadata of each resource (RFC 9728), at the place that its identifier gives it. Anyone may read them, scripts included. */
export function addResourceMetadataRoutes(
  app: FastifyInstance,
  resources: readonly ProtectedResourceMetadata[],
): void {
  for (const [index, { path, body }] of resources.entries()) {
    app.get(path, documented({ GET: describeMetadata(index) }), async (_request, reply) => {
      reply.headers({ 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
      return reply.serializer(asItIs).send(body);
    });
    onlyMethods(app, path, ['GET', 'HEAD']);
  }
}

function describeMetadata(index: number): Operation {
  return {
    operationId: `getResourceMetadata${index === 0 ? '' : index + 1}`,
    summary: 'What clients need to know to call a resource here',
    description: 'OAuth 2.0 Protected Resource Metadata (RFC 9728).',
    answers: {
      200: {
        description: 'The metadata.',
        content: {
          'application/json': {
            type: 'object',
            required: ['resource'],
            properties: { resource: { type: 'string', format: 'uri' } },
          },
        },
      },
    },
  };
}

const asItIs = (body: unknown): string => body as string;
