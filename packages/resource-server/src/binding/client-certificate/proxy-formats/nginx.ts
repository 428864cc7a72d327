import { certificateFromEscapedPem } from '../certificate-from-pem.ts';
import type { ProxyFormat } from './proxy-format.ts';

/**
 * `proxy_set_header X-SSL-Cert $ssl_client_escaped_cert;`: percent-encoded PEM. Without a certificate the variable is
 * empty and nginx leaves the header out, a client's copy of it included.
 */
export const nginx: ProxyFormat = {
  header: 'X-SSL-Cert',
  read: (value) => certificateFromEscapedPem(value) ?? 'malformed',
};
