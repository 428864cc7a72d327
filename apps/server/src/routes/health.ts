import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../readiness.ts';
import { documented, type Operation, type OperationAnswer } from '../openapi/operation.ts';
import { answerJson } from './json-answer.ts';
import { onlyMethods } from './method-not-allowed.ts';

const LIVE: Operation = {
  operationId: 'getLive',
  summary: 'Whether the process answers',
  answers: {
    200: {
      description: 'It does.',
      content: {
        'application/json': {
          type: 'object',
          required: ['status'],
          properties: { status: { const: 'ok' } },
        },
      },
    },
  },
};

const readyAnswer = (status: 'ok' | 'unavailable', description: string): OperationAnswer => ({
  description,
  content: {
    'application/json': {
      type: 'object',
      required: ['status', 'checks'],
      properties: {
        status: { const: status },
        checks: { type: 'object', additionalProperties: { enum: ['ok', 'unavailable'] } },
      },
    },
  },
});

const READY: Operation = {
  operationId: 'getReady',
  summary: 'Whether what the process needs answers too',
  answers: {
    200: readyAnswer('ok', 'It does.'),
    503: readyAnswer('unavailable', 'Something does not; `checks` says what.'),
  },
};

/** For a supervisor: `live` says that the process answers, `ready` that what it needs answers too. */
export function addHealthRoutes(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/health/live', documented({ GET: LIVE }), async (_request, reply) =>
    answerJson(reply.header('Cache-Control', 'no-store'), 200, { status: 'ok' }),
  );
  onlyMethods(app, '/health/live', ['GET', 'HEAD']);

  app.get('/health/ready', documented({ GET: READY }), async (_request, reply) => {
    const checks = await readiness();
    const ready = Object.values(checks).every((check) => check === 'ok');
    const answer = { status: ready ? 'ok' : 'unavailable', checks };
    return answerJson(reply.header('Cache-Control', 'no-store'), ready ? 200 : 503, answer);
  });
  onlyMethods(app, '/health/ready', ['GET', 'HEAD']);
}
