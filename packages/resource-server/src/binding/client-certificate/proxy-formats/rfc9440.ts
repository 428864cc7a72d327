import { certificateFromBase64 } from '../certificate-from-base64.ts';
import type { ProxyFormat } from './proxy-format.ts';

/**
 * `Client-Cert: :MIIC…:` (RFC 9440, section 2.2): a byte sequence of structured fields, base64 DER between colons.
 * Parameters are not defined for it, so a value with some is refused.
 */
export const rfc9440: ProxyFormat = {
  header: 'Client-Cert',
  read: (value) => {
    if (value.length < 2 || !value.startsWith(':') || !value.endsWith(':')) return 'malformed';
    return certificateFromBase64(value.slice(1, -1)) ?? 'malformed';
  },
};
