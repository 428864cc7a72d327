import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../readiness.ts';
import { answerJson } from './json-answer.ts';
import { onlyMethods } from './method-not-allowed.ts';

/** For a supervisor: `live` says that the process answers, `ready` that what it needs answers too. */
export function addHealthRoutes(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/health/live', async (_request, reply) =>
    answerJson(reply.header('Cache-Control', 'no-store'), 200, { status: 'ok' }),
  );
  onlyMethods(app, '/health/live', ['GET', 'HEAD']);

  app.get('/health/ready', async (_request, reply) => {
    const checks = await readiness();
    const ready = Object.values(checks).every((check) => check === 'ok');
    const answer = { status: ready ? 'ok' : 'unavailable', checks };
    return answerJson(reply.header('Cache-Control', 'no-store'), ready ? 200 : 503, answer);
  });
  onlyMethods(app, '/health/ready', ['GET', 'HEAD']);
}
