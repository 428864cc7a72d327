import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../readiness.ts';
import { onlyMethods } from './method-not-allowed.ts';

/** For a supervisor: `live` says that the process answers, `ready` that what it needs answers too. */
export function addHealthRoutes(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/health/live', async (_request, reply) => {
    reply.headers({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' });
    return JSON.stringify({ status: 'ok' });
  });
  onlyMethods(app, '/health/live', ['GET', 'HEAD']);

  app.get('/health/ready', async (_request, reply) => {
    const checks = await readiness();
    const ready = Object.values(checks).every((check) => check === 'ok');
    reply
      .code(ready ? 200 : 503)
      .headers({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' });
    return JSON.stringify({ status: ready ? 'ok' : 'unavailable', checks });
  });
  onlyMethods(app, '/health/ready', ['GET', 'HEAD']);
}
