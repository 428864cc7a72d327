import type { ForeignObject } from '../../foreign-object.ts';
import { readIdentifier, readObjects, readObjectText, readString, readStrings } from './member-reading.ts';
import type { WirePresentation } from './presentation.ts';
import { readProperties } from './properties.ts';

/** What `POST /auth/userinfo` is asked. */
export type UserInfoRequest = WirePresentation;

/** What is read of the answer of `POST /auth/userinfo`; `undefined` where Authlete says nothing. */
export interface UserInfoResponse {
  /** As for introspection; `FORBIDDEN` is a token without the scope `openid`. */
  readonly action: string | undefined;
  readonly responseContent: string | undefined;
  readonly clientId: string | undefined;
  readonly subject: string | undefined;
  readonly scopes: readonly string[] | undefined;
  /** Names, not values; with language tags (`family_name#ja`) where the client asked for them. */
  readonly claims: readonly string[] | undefined;
  /** The `userinfo` member of the `claims` request parameter: a request, not values. */
  readonly userInfoClaims: ForeignObject | undefined;
  readonly consentedClaims: readonly string[] | undefined;
  /** The names of the claims whose values transformed claims are made of. */
  readonly requestedClaimsForTx: readonly string[] | undefined;
  /** The same for each element of the request for verified claims. */
  readonly requestedVerifiedClaimsForTx: readonly (readonly string[])[] | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly dpopNonce: string | undefined;
}

/** What `POST /auth/userinfo/issue` is asked. */
export interface UserInfoIssueRequest {
  readonly token: string;
  /** The *text* of a JSON object with the values of the claims; `undefined` where there are none. */
  readonly claims: string | undefined;
  /** Takes the place of the subject of the token. */
  readonly sub?: string | undefined;
  /** The *text* of a JSON object with the values for `requestedClaimsForTx`. */
  readonly claimsForTx?: string | undefined;
  /** Such a text for each element of `verified_claims` in the claims, in their order. */
  readonly verifiedClaimsForTx?: readonly string[] | undefined;
  /** The client's `Signature` field; where it is there, a service that signs UserInfo responses signs this one. */
  readonly requestSignature?: string | undefined;
  /** The header fields of the client's request, for what the signature of the response is to cover of it. */
  readonly headers?: WirePresentation['headers'];
}

/** What is read of the answer of `POST /auth/userinfo/issue`. */
export interface UserInfoIssueResponse {
  /** `JSON` or `JWT` for a finished response, else as for introspection. */
  readonly action: string | undefined;
  /** The finished response, or a challenge. */
  readonly responseContent: string | undefined;
  /** The values of `Signature`, `Signature-Input` and `Content-Digest`, where the response is signed. */
  readonly signature: string | undefined;
  readonly signatureInput: string | undefined;
  readonly contentDigest: string | undefined;
}

/** @throws {UnexpectedMember} for a member of another JSON type */
export function readUserInfoResponse(json: ForeignObject): UserInfoResponse {
  return {
    action: readString(json, 'action'),
    responseContent: readString(json, 'responseContent'),
    clientId: readIdentifier(json, 'clientId'),
    subject: readString(json, 'subject'),
    scopes: readStrings(json, 'scopes'),
    claims: readStrings(json, 'claims'),
    userInfoClaims: readObjectText(json, 'userInfoClaims'),
    consentedClaims: readStrings(json, 'consentedClaims'),
    requestedClaimsForTx: readStrings(json, 'requestedClaimsForTx'),
    requestedVerifiedClaimsForTx: readObjects(json, 'requestedVerifiedClaimsForTx')?.map(
      (element) => readStrings(element, 'array') ?? [],
    ),
    properties: readProperties(json),
    dpopNonce: readString(json, 'dpopNonce'),
  };
}

/** @throws {UnexpectedMember} for a member of another JSON type */
export function readUserInfoIssueResponse(json: ForeignObject): UserInfoIssueResponse {
  return {
    action: readString(json, 'action'),
    responseContent: readString(json, 'responseContent'),
    signature: readString(json, 'signature'),
    signatureInput: readString(json, 'signatureInput'),
    contentDigest: readString(json, 'contentDigest'),
  };
}
