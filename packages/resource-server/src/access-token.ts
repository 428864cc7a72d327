import type { JsonValue } from './json-value.ts';

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
  readonly authorizationDetails: readonly { readonly [member: string]: JsonValue }[] | undefined;
  /** The base64url SHA-256 thumbprint of the certificate that the token is bound to (RFC 8705, section 3.1, `x5t#S256`). */
  readonly certificateThumbprint: string | undefined;
  /** What the authorization server attached to the token for the resource server; entries marked as hidden included. */
  readonly properties: Readonly<Record<string, string>>;
}
