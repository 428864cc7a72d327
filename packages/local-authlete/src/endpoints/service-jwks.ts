import { documentAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/** `/service/jwks/get`: the keys of the service, with `includePrivateKeys` also what signs. */
export const serviceJwks: Endpoint = {
  path: '/service/jwks/get',
  methods: ['GET'],
  handle({ parameters }, { keys }) {
    const withPrivate = parameters.boolean('includePrivateKeys');
    return documentAnswer(
      { keys: keys.map((key) => (withPrivate ? key.privateJwk : key.publicJwk)) },
      parameters.boolean('pretty'),
    );
  },
};
