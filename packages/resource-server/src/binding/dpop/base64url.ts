/** Whole groups, and a rest whose unused bits are zero: each sequence of bytes has one spelling only. */
const CANONICAL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$/;

/**
 * Decodes base64url without padding (RFC 4648, section 5; RFC 7515, section 2), strictly: what Node.js would skip or
 * round, such as other characters, padding and stray bits at the end, is refused.
 *
 * @returns `undefined` where the text is not base64url
 */
export function decodeBase64url(text: string): Buffer | undefined {
  return CANONICAL.test(text) ? Buffer.from(text, 'base64url') : undefined;
}
