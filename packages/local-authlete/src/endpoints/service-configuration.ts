import { documentAnswer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { isObject } from '../http/request-parameters.ts';
import { SERVICE_CODES as CODES } from '../result-codes.ts';
import type { Endpoint } from './endpoint.ts';

/** `/service/configuration`: the discovery document that the OpenID Provider publishes. `patch` is not supported. */
export const serviceConfiguration: Endpoint = {
  path: '/service/configuration',
  methods: ['GET', 'POST'],
  bodyOptional: true,
  async handle({ parameters }, { issuer }) {
    if (parameters.string('patch') !== undefined) {
      throw new ApiError(400, CODES.patch, 'Local Authlete does not support the parameter patch.');
    }
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    const document: unknown = await response.json();
    if (!response.ok || !isObject(document)) {
      throw new Error('the OpenID Provider does not publish its configuration');
    }
    return documentAnswer(document, parameters.boolean('pretty'));
  },
};
