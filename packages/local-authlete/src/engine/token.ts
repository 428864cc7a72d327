import type { RequestedClaims } from './requested-claims.ts';

/** A property that Authlete attaches to a token. */
export interface TokenProperty {
  readonly key: string;
  readonly value: string;
  readonly hidden: boolean;
}

/** What Authlete knows of a token and the engine has no member for. */
export interface TokenDetails {
  readonly tokenId?: string | undefined;
  readonly clientIdAliasUsed?: boolean | undefined;
  readonly properties?: readonly TokenProperty[] | undefined;
  /** The resources that the token is for (RFC 8707). */
  readonly resources?: readonly string[] | undefined;
  /** The resources that its grant is for, where they may be more. */
  readonly grantedResources?: readonly string[] | undefined;
  readonly acr?: string | undefined;
  /** Seconds since the epoch. */
  readonly authTime?: number | undefined;
  readonly sessionId?: string | undefined;
  readonly forExternalAttachment?: boolean | undefined;
  readonly consentedClaims?: readonly string[] | undefined;
}

/** An access token or a refresh token, whoever issued it: the API or the engine. */
export interface Token {
  /** The engine's model. */
  readonly model: string;
  readonly value: string;
  readonly clientId: string;
  readonly subject?: string | undefined;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch, like {@link Token.expiresAt}. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly grantId?: string | undefined;
  /** Authlete's name of the grant type, such as `AUTHORIZATION_CODE`. */
  readonly grantType: string;
  /** SHA-256 of the client certificate, base64url (RFC 8705 section 3.1). */
  readonly certificateThumbprint?: string | undefined;
  /** Thumbprint of the DPoP key (RFC 9449 section 6). */
  readonly dpopKeyThumbprint?: string | undefined;
  /** RFC 9396. */
  readonly authorizationDetails?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly claims?: RequestedClaims | undefined;
  readonly details: TokenDetails;
}
