import type { Endpoint } from '../endpoints/endpoint.ts';
import { jsonAnswer } from '../http/answer.ts';

/** `GET /local/status`: which service this is, for how many milliseconds it has run, and what it holds. */
export const showStatus: Endpoint = {
  path: '/local/status',
  methods: ['GET'],
  handle: (_request, { settings, startedAt, tokens, clients, clock, failures }) =>
    jsonAnswer({
      serviceId: settings.serviceId,
      uptime: Date.now() - startedAt,
      now: clock.now(),
      tokens: tokens.list().length,
      clients: clients.size,
      failures: failures.list().length,
    }),
};
