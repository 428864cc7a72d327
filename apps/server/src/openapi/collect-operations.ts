import type { FastifyInstance } from 'fastify';
import type { DocumentedPaths } from './openapi-document.ts';
import type { Operations } from './operation.ts';

/** Collects what the routes document that are added from now on. */
export function collectOperations(app: FastifyInstance): DocumentedPaths {
  const paths = new Map<string, Operations>();
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.operations !== undefined) paths.set(url, { ...paths.get(url), ...config.operations });
  });
  return paths;
}
