import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Policy, ResourceServer } from 'oauth-resource-server';
import { protect } from 'oauth-resource-server/fastify';
import { answerJson } from './json-answer.ts';
import { documented } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { timeOperation } from './time-operation.ts';

const OPERATION = timeOperation({
  operationId: 'getTime',
  summary: 'The time, for any valid access token',
});

/** The sample of a protected endpoint: the current time in UTC, for any valid access token. */
export function addTimeRoute(
  app: FastifyInstance,
  resourceServer: ResourceServer,
  policy: Policy,
  now: () => number,
): void {
  const options = { ...protect(resourceServer, policy), ...documented({ GET: OPERATION }) };
  app.get('/api/time', options, timeHandler(now));
  onlyMethods(app, '/api/time', ['GET', 'HEAD']);
}

/** Answers with the time. Not async: nothing is waited for, and the promise of an answer would cost more than the answer. */
export function timeHandler(now: () => number): (request: FastifyRequest, reply: FastifyReply) => void {
  return (_request, reply) => {
    answerJson(reply, 200, describeTime(now()));
  };
}

/** The time in UTC, as the answer of `/api/time` has it. */
function describeTime(milliseconds: number): Record<string, number> {
  const date = new Date(milliseconds);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}
