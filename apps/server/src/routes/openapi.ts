import type { FastifyInstance } from 'fastify';
import type { ApiDescription } from '../openapi/api-description.ts';
import { createOpenApiDocument, type DocumentedPaths } from '../openapi/openapi-document.ts';
import { documented } from '../openapi/operation.ts';
import { readVersion } from '../version.ts';
import { onlyMethods } from './method-not-allowed.ts';

const PATH = '/openapi.json';

/** The API as an OpenAPI 3.1 document. Anyone may read it, scripts included. */
export function addOpenApiRoute(app: FastifyInstance, paths: DocumentedPaths, api: ApiDescription): void {
  // At the first request, when all routes are there.
  let document: string | undefined;
  const operation = {
    operationId: 'getOpenApi',
    summary: 'This document',
    answers: {
      200: {
        description: 'OpenAPI 3.1',
        content: { 'application/json': { type: 'object', required: ['openapi', 'info', 'paths'] } },
      },
    },
  };
  app.get(PATH, documented({ GET: operation }), async (_request, reply) => {
    document ??= JSON.stringify(createOpenApiDocument(paths, readVersion(), api));
    reply.headers({ 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
    return reply.serializer(String).send(document);
  });
  onlyMethods(app, PATH, ['GET', 'HEAD']);
}
