import { documentAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

const healthcheck: Endpoint = {
  path: '/api/lifecycle/healthcheck',
  methods: ['GET'],
  handle: () => ({ status: 200, body: { text: 'OK', contentType: 'text/plain' } }),
};

const echo: Endpoint = {
  path: '/api/misc/echo',
  methods: ['GET'],
  handle: ({ parameters }) => documentAnswer(parameters.all(), false),
};

/** The calls that need no credentials; their paths are complete. */
export const PUBLIC_ENDPOINTS: readonly Endpoint[] = [healthcheck, echo];
