import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Failure } from '../failures.ts';
import { jsonAnswer } from '../http/answer.ts';

/** `/local/failures`: POST adds a {@link Failure}, DELETE clears them, GET lists those that are left. */
export const switchFailures: Endpoint = {
  path: '/local/failures',
  methods: ['GET', 'POST', 'DELETE'],
  handle({ method, parameters }, { failures }) {
    if (method === 'POST') {
      failures.add(parameters.all() as unknown as Failure);
    } else if (method === 'DELETE') {
      failures.clear();
    }
    return jsonAnswer({ failures: failures.list() });
  },
};
