import { checkBinding, readPresentedBinding } from '../binding/check-binding.ts';
import { checkUserInfoToken } from '../check-user-info-token.ts';
import { claimNames, transformedClaimDefinitions } from '../engine/requested-claims.ts';
import { findToken } from '../find-token.ts';
import { jsonAnswer } from '../http/answer.ts';
import { requireRequestSignature } from '../message-signatures/require-request-signature.ts';
import { readSignedRequest } from '../message-signatures/signed-request.ts';
import { USER_INFO_CODES as CODES } from '../result-codes.ts';
import { tokenMembers } from '../token-members.ts';
import {
  baseClaims,
  transformedClaimsOf,
  verifiedClaimsRequests,
} from '../transformed-claims/requested-transformed-claims.ts';
import type { Endpoint } from './endpoint.ts';

/** `/auth/userinfo`, the first step of a UserInfo request: is the token good, and which claims does it ask for? */
export const userinfo: Endpoint = {
  path: '/auth/userinfo',
  methods: ['POST'],
  type: 'userInfoResponse',
  async handle({ parameters }, service) {
    const presented = readPresentedBinding(parameters, service, service.settings.userInfoEndpoint);
    const request = readSignedRequest(parameters, service.settings.userInfoEndpoint);
    const found = await findToken(parameters.string('token'), CODES, service);
    const refusal =
      found.refusal === undefined
        ? (checkUserInfoToken(found.token, CODES) ??
          (await checkBinding(found.token, presented, CODES, service)) ??
          (await requireRequestSignature(found, request, CODES.signature, service)))
        : found.refusal;
    const members = {
      ...tokenMembers(found, service),
      dpopNonce: presented.nonceRequired ? service.nonces.current() : undefined,
    };
    if (refusal || !found.token) {
      return jsonAnswer({ ...refusal, ...members, token: parameters.string('token') });
    }
    const { value, claims, scopes } = found.token;
    const find = transformedClaimsOf(claims, service.properties.get());
    const definitions = transformedClaimDefinitions(claims);
    const verified = verifiedClaimsRequests(claims).map((request) => baseClaims(request.claims, find));
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] The access token presented at the userinfo endpoint is valid.`,
      action: 'OK',
      ...members,
      token: value,
      claims: unlessEmpty(claimNames(scopes, claims?.userinfo)),
      userInfoClaims: claims?.userinfo && JSON.stringify(claims.userinfo),
      transformedClaims: definitions && JSON.stringify(definitions),
      requestedClaimsForTx: unlessEmpty(baseClaims(claims?.userinfo ?? {}, find)),
      requestedVerifiedClaimsForTx: verified.some((names) => names.length > 0)
        ? verified.map((array) => ({ array }))
        : undefined,
    });
  },
};

function unlessEmpty(names: readonly string[]): readonly string[] | undefined {
  return names.length > 0 ? names : undefined;
}
