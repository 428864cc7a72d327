import type { AuthorizationDetail } from './authorization-details.ts';

/**
 * The facts about an access token, whatever source they come from. The token itself is not among them, so that
 * facts can be logged and handed around without handing out the credential.
 */
export interface AccessToken {
  /** Who authorised the access; `undefined` where nobody did (client credentials). */
  readonly subject: string | undefined;
  /** The client that the token was issued to. */
  readonly clientId: string;
  /** The granted scopes, in the order of the source. */
  readonly scopes: readonly string[];
  /** When the token stops being valid, in milliseconds since the epoch; `undefined` where the source does not say. */
  readonly expiresAt: number | undefined;
  /** The resources that the token is meant for (RFC 8707); `undefined` where the token is not restricted. */
  readonly audience: readonly string[] | undefined;
  /** The authentication context class of the user's sign-in (OpenID Connect Core 1.0, section 2, `acr`). */
  readonly acr: string | undefined;
  /** When the user signed in, in seconds since the epoch (OpenID Connect Core 1.0, section 2, `auth_time`). */
  readonly authTime: number | undefined;
  /** The granted authorization details (RFC 9396), each an object with a `type`. */
  readonly authorizationDetails: readonly AuthorizationDetail[] | undefined;
  /**
   * The grant that the token comes from (Grant Management for OAuth 2.0, section 5, `grant_id`); `undefined` where grants have no
   * identifiers, or the source does not tell.
   */
  readonly grantId: string | undefined;
  /** The kind of grant that the token comes from, in the words of RFC 7591, section 2, such as `authorization_code`. */
  readonly grantType: string | undefined;
  /**
   * The thumbprint of the key that the token is bound to by DPoP (RFC 9449, section 6.1, `jkt`); `undefined` where it is not
   * bound, or where the source checks the binding itself and does not tell the key.
   */
  readonly jwkThumbprint: string | undefined;
  /** The base64url SHA-256 thumbprint of the certificate that the token is bound to (RFC 8705, section 3.1, `x5t#S256`). */
  readonly certificateThumbprint: string | undefined;
  /** What the authorization server attached to the token for the resource server; entries marked as hidden included. */
  readonly properties: Readonly<Record<string, string>>;
}
