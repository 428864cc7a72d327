import type { AccessToken } from '../access-token.ts';
import type { ForeignObject } from '../foreign-object.ts';
import type { ResponseSignature } from '../message-signatures/response-signer.ts';
import type { PresentedToken } from '../presented-token.ts';
import type { JsonValue } from '../json-value.ts';
import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';

/** The token may be used at the UserInfo endpoint, and these claims were requested. */
export interface UserInfoGrant {
  readonly state: 'active';
  readonly token: AccessToken & { readonly subject: string };
  /** Names of the requested claims, language tags included; values are the claim source's business. */
  readonly claimNames: readonly string[];
  /**
   * The `userinfo` member of the `claims` parameter of the authorization request (OpenID Connect Core 1.0, section 5.5), as the client
   * wrote it. It is a request, not values, and nothing of it need be well-formed. Default: there was none.
   */
  readonly claimsRequest?: ForeignObject | undefined;
  /** The names of the claims that the user has consented to release. Default: nobody says; then all that was requested. */
  readonly consentedClaims?: readonly string[] | undefined;
  /** What the authority needs for transformed claims (OpenID Connect Advanced Syntax for Claims 1.0). Default: nothing. */
  readonly transformationInputs?: TransformationInputs | undefined;
  readonly dpopNonce?: string | undefined;
}

/** The claims whose values the authority makes transformed claims of. */
export interface TransformationInputs {
  readonly claims: readonly string[];
  /** The same inside of verified claims, for each element of their request. Default: none are needed. */
  readonly verifiedClaims?: readonly (readonly string[])[] | undefined;
}

export type UserInfoInspection = UserInfoGrant | TokenRefused | AuthorityUnavailable;

/** What the authority makes a UserInfo response of. */
export interface UserInfoContent {
  /** Values by name, without `sub`: the authority adds it. */
  readonly claims: ClaimValues;
  /** The `sub` of the response. Default: the authority's own, usually the subject of the token. */
  readonly subject?: string | undefined;
  /** What transformed claims are made of. It is for the authority alone. Default: nothing. */
  readonly transformationValues?: TransformationValues | undefined;
}

export interface TransformationValues {
  readonly claims: ClaimValues;
  /** For each element of `verified_claims` in the claims, in their order; `undefined` where nothing is needed. */
  readonly verifiedClaims: readonly ClaimValues[] | undefined;
}

type ClaimValues = { readonly [name: string]: JsonValue };

/** The finished UserInfo response, to be sent byte for byte (OpenID Connect Core 1.0, section 5.3.2). */
export interface UserInfoIssued {
  readonly state: 'issued';
  readonly mediaType: 'application/json' | 'application/jwt';
  readonly body: string;
  /** The fields of a response that the authority has signed (RFC 9421, RFC 9530): printable ASCII, they become headers as they are. */
  readonly signature?: ResponseSignature | undefined;
}

export type UserInfoIssuance = UserInfoIssued | TokenRefused | AuthorityUnavailable;

/**
 * The authority behind a UserInfo endpoint: it says whose claims a token releases, and it finishes the response as
 * the client's metadata asks (JSON, signed, encrypted). Like a token source it never rejects for anything that a
 * client or a network can cause.
 */
export interface UserInfoAuthority {
  /** As a token source's. */
  readonly checksProofs?: boolean;
  /** As a token source's. */
  readonly keepsDeadlines?: boolean;

  inspect(presented: PresentedToken): Promise<UserInfoInspection>;

  /** Where `content` names a subject, a response about another one is not issued, as far as the authority can read it. */
  issue(presented: PresentedToken, content: UserInfoContent): Promise<UserInfoIssuance>;
}
