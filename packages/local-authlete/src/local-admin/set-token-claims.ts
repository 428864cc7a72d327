import type { Endpoint } from '../endpoints/endpoint.ts';
import { checkRequestedClaims } from '../engine/requested-claims.ts';
import { jsonAnswer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { API_CODES } from '../result-codes.ts';

/**
 * `POST /local/tokens/claims`: what only an authorization request and the consent to it can say about a token at
 * Authlete. What is absent stays.
 *
 * - `accessToken`: the token
 * - `claims`: the `claims` request parameter as an object: `userinfo`, `id_token` and `transformed_claims`
 * - `userInfoClaims`: its member `userinfo` alone
 * - `consentedClaims`: the names of the claims that the user agreed to release
 */
export const setTokenClaims: Endpoint = {
  path: '/local/tokens/claims',
  methods: ['POST'],
  async handle({ parameters }, { tokens }) {
    const token = await tokens.find(parameters.string('accessToken') ?? '');
    if (!token) {
      throw new ApiError(404, API_CODES.notFound, 'The access token does not exist.');
    }
    const userInfoClaims = parameters.object('userInfoClaims');
    const claims = parameters.object('claims') ?? (userInfoClaims && { userinfo: userInfoClaims });
    tokens.update(token, {
      claims: claims && checkRequestedClaims(claims),
      details: { consentedClaims: parameters.strings('consentedClaims') },
    });
    return jsonAnswer({});
  },
};
