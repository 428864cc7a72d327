import type { Endpoint } from '../endpoints/endpoint.ts';
import { jsonAnswer } from '../http/answer.ts';

/** `/local/service`: POST changes the properties of the service that its body names; both answer what they are now. */
export const changeProperties: Endpoint = {
  path: '/local/service',
  methods: ['GET', 'POST'],
  handle({ method, parameters }, { properties }) {
    if (method === 'POST') {
      properties.change(parameters.all());
    }
    return jsonAnswer({ ...properties.get() });
  },
};
