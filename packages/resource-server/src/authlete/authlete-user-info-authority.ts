import { isCompactJwt } from '../compact-jwt.ts';
import type { ResponseSignature } from '../message-signatures/response-signer.ts';
import type { PresentedMessage, PresentedToken } from '../presented-token.ts';
import type {
  TransformationInputs,
  UserInfoAuthority,
  UserInfoContent,
  UserInfoInspection,
  UserInfoIssuance,
} from '../userinfo/user-info-authority.ts';
import type { AuthleteClient } from './authlete-client.ts';
import { callInTime } from './call-in-time.ts';
import { readDpopNonce } from './dpop-nonce-reading.ts';
import { isForeignObject } from '../foreign-object.ts';
import { readRefusal, unavailable } from './refusal-reading.ts';
import { inspectBound } from './unbound-token.ts';
import type { UserInfoIssueResponse, UserInfoRequest, UserInfoResponse } from './wire/user-info.ts';

export interface AuthleteUserInfoAuthorityOptions {
  /** The current time in milliseconds since the epoch. The system's clock by default. */
  readonly now?: (() => number) | undefined;
}

/** What may become a header field: text from elsewhere must not end it and begin another. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * The UserInfo endpoint of an Authlete service: `POST /auth/userinfo` tells whose claims a token releases,
 * `POST /auth/userinfo/issue` makes the response of their values, in the form that Authlete knows the client to want.
 *
 * Authlete checks the token in both calls, so the second may refuse what the first accepted.
 */
export function createAuthleteUserInfoAuthority(
  client: Pick<AuthleteClient, 'userInfo' | 'issueUserInfo'>,
  options: AuthleteUserInfoAuthorityOptions = {},
): UserInfoAuthority {
  const now = options.now ?? Date.now;
  const ask = async (question: UserInfoRequest, presented: PresentedToken): Promise<UserInfoInspection> => {
    const result = await client.userInfo(question, callInTime(presented, now));
    return result.state === 'failed' ? unavailable(result.failure) : judge(result.answer);
  };
  return {
    checksProofs: true,
    keepsDeadlines: true,
    inspect: (presented) => inspectBound(presented, ask),
    async issue(presented, { claims, subject, transformationValues: values }) {
      const { token, message } = presented;
      const question = {
        token,
        claims: textOf(claims),
        sub: subject,
        claimsForTx: values && textOf(values.claims),
        verifiedClaimsForTx: values?.verifiedClaims?.map((element) => JSON.stringify(element)),
        requestSignature: signatureOf(message),
        headers: message?.headers.map(([key, value]) => ({ key, value })),
      };
      const result = await client.issueUserInfo(question, callInTime(presented, now));
      return result.state === 'failed' ? unavailable(result.failure) : finish(result.answer, subject);
    },
  };
}

function judge(response: UserInfoResponse): UserInfoInspection {
  if (response.action !== 'OK') {
    // Authlete documents one reason for FORBIDDEN here: the token lacks the scope openid.
    return readRefusal(response, 'insufficient_scope');
  }
  // Where Authlete names no scopes, its OK says that openid is among them.
  const { clientId, subject, scopes = ['openid'], claims = [] } = response;
  if (subject === undefined || subject === '') {
    const reason = 'Authlete says OK of a token without a subject';
    return { state: 'refused', code: 'invalid_token', reason, dpopNonce: readDpopNonce(response.dpopNonce) };
  }
  if (clientId === undefined) {
    return { state: 'unavailable', reason: 'Authlete says OK of a token without naming its client' };
  }
  return {
    state: 'active',
    token: {
      subject,
      clientId,
      scopes,
      // This call tells nothing more of the token.
      expiresAt: undefined,
      audience: undefined,
      acr: undefined,
      authTime: undefined,
      authorizationDetails: undefined,
      grantId: undefined,
      grantType: undefined,
      jwkThumbprint: undefined,
      certificateThumbprint: undefined,
      properties: response.properties,
    },
    claimNames: [...new Set(claims)],
    claimsRequest: response.userInfoClaims,
    consentedClaims: response.consentedClaims,
    transformationInputs: readInputs(response),
    dpopNonce: readDpopNonce(response.dpopNonce),
  };
}

function readInputs({
  requestedClaimsForTx,
  requestedVerifiedClaimsForTx,
}: UserInfoResponse): TransformationInputs | undefined {
  if (requestedClaimsForTx === undefined && requestedVerifiedClaimsForTx === undefined) return undefined;
  return { claims: requestedClaimsForTx ?? [], verifiedClaims: requestedVerifiedClaimsForTx };
}

/** `undefined` where there is nothing to send. */
function textOf(claims: UserInfoContent['claims']): string | undefined {
  const text = JSON.stringify(claims);
  return text === '{}' ? undefined : text;
}

function finish(response: UserInfoIssueResponse, subject: string | undefined): UserInfoIssuance {
  const body = response.responseContent ?? '';
  const signature = readSignature(response);
  if (signature === 'malformed') {
    return { state: 'unavailable', reason: 'Authlete issued no readable signature for UserInfo' };
  }
  switch (response.action ?? '') {
    case 'JSON': {
      const issued = readSubject(body);
      if (issued === undefined) {
        return { state: 'unavailable', reason: 'Authlete issued no JSON object with a sub for UserInfo' };
      }
      if (subject !== undefined && issued !== subject) {
        return {
          state: 'unavailable',
          reason: 'Authlete issued UserInfo about another sub than it was given',
        };
      }
      return { state: 'issued', mediaType: 'application/json', body, signature };
    }
    case 'JWT':
      return isCompactJwt(body)
        ? { state: 'issued', mediaType: 'application/jwt', body, signature }
        : { state: 'unavailable', reason: 'Authlete issued no JWT in compact form for UserInfo' };
    default:
      return readRefusal(response, 'insufficient_scope');
  }
}

/** The client's signature, which the signature of the response is to cover. */
function signatureOf(message: PresentedMessage | undefined): string | undefined {
  const lines = message?.headers.filter(([name]) => name.toLowerCase() === 'signature') ?? [];
  return lines.length === 0 ? undefined : lines.map(([, value]) => value).join(', ');
}

/** The three fields of a signed response, which are of no use but together. */
function readSignature(response: UserInfoIssueResponse): ResponseSignature | 'malformed' | undefined {
  const { contentDigest, signatureInput, signature } = response;
  if (contentDigest === undefined && signatureInput === undefined && signature === undefined) {
    return undefined;
  }
  const fields = [contentDigest, signatureInput, signature];
  if (fields.some((field) => field === undefined || !PRINTABLE.test(field))) return 'malformed';
  return {
    'Content-Digest': contentDigest ?? '',
    'Signature-Input': signatureInput ?? '',
    Signature: signature ?? '',
  };
}

/** OpenID Connect Core 1.0, section 5.3.2: a JSON object, `sub` always in it. The text itself is passed on untouched. */
function readSubject(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const subject = isForeignObject(value) ? value['sub'] : undefined;
  return typeof subject === 'string' && subject !== '' ? subject : undefined;
}
