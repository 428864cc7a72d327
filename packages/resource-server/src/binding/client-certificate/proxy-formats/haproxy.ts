import { certificateFromBase64 } from '../certificate-from-base64.ts';
import type { ProxyFormat } from './proxy-format.ts';

/** `http-request set-header X-SSL-Cert %[ssl_c_der,base64]`: base64 DER, and an empty value without a certificate. */
export const haproxy: ProxyFormat = {
  header: 'X-SSL-Cert',
  read: (value) => certificateFromBase64(value) ?? 'malformed',
};
