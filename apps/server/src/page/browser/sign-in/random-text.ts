import { base64url } from 'jose';

/** 256 bits that nobody can guess, as 43 characters (RFC 7636, section 4.1, wants as many of a verifier). */
export function randomText(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}
