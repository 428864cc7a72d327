import type { Endpoint } from '../endpoints/endpoint.ts';
import { jsonAnswer } from '../http/answer.ts';

/** `POST /local/clients`: registers a client; the body is its OpenID Connect metadata, and so is the answer. */
export const registerClient: Endpoint = {
  path: '/local/clients',
  methods: ['POST'],
  handle: ({ parameters }, { clients }) => jsonAnswer(clients.register(parameters.all()), 201),
};
