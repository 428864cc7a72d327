import { certificateFromDer, type ClientCertificate } from './client-certificate.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The certificate whose DER is given in base64 (RFC 4648, section 4). Padding may be missing, as parsers of structured
 * fields are to tolerate (RFC 9651, section 4.2.7); other characters, blanks included, are not.
 */
export function certificateFromBase64(text: string): ClientCertificate | undefined {
  return BASE64.test(text) ? certificateFromDer(Buffer.from(text, 'base64')) : undefined;
}
