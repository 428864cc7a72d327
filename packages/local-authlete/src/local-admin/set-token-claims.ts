import type { Endpoint } from '../endpoints/endpoint.ts';
import { jsonAnswer } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { isObject, isStrings } from '../http/request-parameters.ts';
import { API_CODES } from '../result-codes.ts';

/**
 * `POST /local/tokens/claims`: what only an authorization request can say about a token at Authlete.
 *
 * - `accessToken`: the token
 * - `claims`: the `claims` request parameter, with the members `userinfo` and `transformed_claims`
 * - `userInfoClaims`: its member `userinfo` alone
 * - `consentedClaims`, `requestedClaimsForTx`: names of claims
 * - `requestedVerifiedClaimsForTx`: names of claims, as an array of arrays
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
    for (const member of [claims?.['userinfo'], claims?.['transformed_claims']]) {
      if (member !== undefined && !isObject(member)) {
        throw new TypeError('userinfo and transformed_claims of claims must be objects');
      }
    }
    const verified = parameters.all()['requestedVerifiedClaimsForTx'];
    if (verified !== undefined && !(Array.isArray(verified) && verified.every(isStrings))) {
      throw new TypeError('requestedVerifiedClaimsForTx must be an array of arrays of strings');
    }
    tokens.update(token, {
      claims,
      details: {
        consentedClaims: parameters.strings('consentedClaims'),
        requestedClaimsForTx: parameters.strings('requestedClaimsForTx'),
        requestedVerifiedClaimsForTx: verified,
      },
    });
    return jsonAnswer({});
  },
};
