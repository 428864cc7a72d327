import type { FastifyInstance } from 'fastify';
import type { ProtectedResourceMetadata } from 'oauth-resource-server';
import { onlyMethods } from './method-not-allowed.ts';

/** The metadata of each resource (RFC 9728), at the place that its identifier gives it. Anyone may read them, scripts included. */
export function addResourceMetadataRoutes(
  app: FastifyInstance,
  resources: readonly ProtectedResourceMetadata[],
): void {
  for (const { path, body } of resources) {
    app.get(path, async (_request, reply) => {
      reply.headers({ 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
      return reply.serializer(asItIs).send(body);
    });
    onlyMethods(app, path, ['GET', 'HEAD']);
  }
}

const asItIs = (body: unknown): string => body as string;
