import { checkUserInfoToken } from '../check-user-info-token.ts';
import { findToken } from '../find-token.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { createUserInfoJwt } from '../jwt/user-info-jwt.ts';
import { signResponse } from '../message-signatures/sign-response.ts';
import type { ResponseSignature } from '../message-signatures/sign-response.ts';
import { readFields } from '../message-signatures/signed-request.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { USER_INFO_ISSUE_CODES as CODES } from '../result-codes.ts';
import { addTransformedClaims } from '../transformed-claims/add-transformed-claims.ts';
import { transformedClaimsOf } from '../transformed-claims/requested-transformed-claims.ts';
import type { Endpoint } from './endpoint.ts';
import { readUserInfoValues } from './user-info-values.ts';

/** `/auth/userinfo/issue`, the second step of a UserInfo request: from the values of the claims to the response. */
export const userinfoIssue: Endpoint = {
  path: '/auth/userinfo/issue',
  methods: ['POST'],
  type: 'userInfoIssueResponse',
  async handle({ parameters }, service) {
    const values = readUserInfoValues(parameters);
    const signedFields = readSignedFields(parameters);
    const found = await findToken(parameters.string('token'), CODES, service);
    if (found.refusal !== undefined) {
      return jsonAnswer({ ...found.refusal });
    }
    const { token, client } = found;
    const refusal = checkUserInfoToken(token, CODES);
    if (refusal) {
      return jsonAnswer({ ...refusal });
    }
    if ('problem' in values) {
      return jsonAnswer({ ...fail(values.code, values.problem) });
    }
    const find = transformedClaimsOf(token.claims, service.properties.get());
    const claims = {
      ...addTransformedClaims(values, token.claims, find, service.clock.now()),
      sub: parameters.string('sub') || token.subject,
    };
    let jwt: string | undefined;
    let content: string;
    let signature: ResponseSignature | undefined;
    try {
      jwt = await createUserInfoJwt(claims, token, client, service);
      content = jwt ?? JSON.stringify(claims);
      if (signedFields && service.properties.get().rsResponseSigned) {
        signature = signResponse(content, signedFields, service);
      }
    } catch {
      return jsonAnswer({ ...fail(CODES.response, 'The response could not be signed or encrypted.') });
    }
    return jsonAnswer({
      resultCode: CODES.ok,
      resultMessage: `[${CODES.ok}] A userinfo response was generated successfully.`,
      action: jwt === undefined ? 'JSON' : 'JWT',
      responseContent: content,
      ...signature,
    });
  },
};

/** The fields of the request, if it was signed. */
function readSignedFields(parameters: RequestParameters): ReadonlyMap<string, string> | undefined {
  const requestSignature = parameters.string('requestSignature');
  const fields = readFields(parameters);
  return requestSignature ? new Map([...fields, ['signature', requestSignature]]) : undefined;
}

function fail(code: string, description: string): Refusal {
  return refuse('INTERNAL_SERVER_ERROR', { scheme: 'Bearer', error: 'server_error', code, description });
}
