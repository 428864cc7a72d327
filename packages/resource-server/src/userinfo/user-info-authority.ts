import type { AccessToken } from '../access-token.ts';
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
  readonly dpopNonce?: string | undefined;
}

export type UserInfoInspection = UserInfoGrant | TokenRefused | AuthorityUnavailable;

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

  inspect(presented: PresentedToken): Promise<UserInfoInspection>;

  /** @param claims values by name, without `sub`: the authority adds the subject of the token */
  issue(presented: PresentedToken, claims: { readonly [name: string]: JsonValue }): Promise<UserInfoIssuance>;
}
