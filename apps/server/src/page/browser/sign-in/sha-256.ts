import { base64url } from 'jose';

/** The SHA-256 digest of a text in base64url, as PKCE and DPoP have it (RFC 7636, section 4.2; RFC 9449, section 4.2). */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return base64url.encode(new Uint8Array(digest));
}
