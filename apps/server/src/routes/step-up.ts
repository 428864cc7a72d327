import type { FastifyInstance } from 'fastify';
import type { Policy, ResourceServer } from 'oauth-resource-server';
import { protect } from 'oauth-resource-server/fastify';
import { documented } from '../openapi/operation.ts';
import { onlyMethods } from './method-not-allowed.ts';
import { timeOperation } from './time-operation.ts';
import { timeHandler } from './time.ts';

const PATH = '/api/step-up/time';

const ACR_VALUES = ['mfa'];

/** How old the sign-in may be, in seconds. */
const MAX_AGE = 300;

const OPERATION = timeOperation(
  {
    operationId: 'getStepUpTime',
    summary: 'The time, for a strong and fresh sign-in',
    description:
      `The user must have signed in with the class ${ACR_VALUES.join(' or ')}, within the last ${MAX_AGE} seconds. Otherwise the challenge says ` +
      'so (`insufficient_user_authentication`, RFC 9470), and the client can ask for such a sign-in.',
  },
  { acrValues: ACR_VALUES },
);

/** The sample of an endpoint that wants a strong and fresh sign-in (step-up, RFC 9470). */
export function addStepUpRoute(
  app: FastifyInstance,
  resourceServer: ResourceServer,
  policy: Policy,
  now: () => number,
): void {
  const options = {
    ...protect(resourceServer, { ...policy, acrValues: ACR_VALUES, maxAge: MAX_AGE }),
    ...documented({ GET: OPERATION }),
  };
  app.get(PATH, options, timeHandler(now));
  onlyMethods(app, PATH, ['GET', 'HEAD']);
}
