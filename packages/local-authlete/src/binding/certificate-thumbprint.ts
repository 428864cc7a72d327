import { createHash, X509Certificate } from 'node:crypto';

/** SHA-256 of a certificate's DER, base64url (RFC 8705 section 3.1); nothing when the text is not PEM. */
export function certificateThumbprint(pem: string): string | undefined {
  try {
    return createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
  } catch {
    return undefined;
  }
}
