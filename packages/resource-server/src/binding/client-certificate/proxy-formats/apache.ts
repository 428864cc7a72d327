import { certificateFromPem } from '../certificate-from-pem.ts';
import type { ProxyFormat } from './proxy-format.ts';

/**
 * `RequestHeader set X-SSL-Cert "%{SSL_CLIENT_CERT}s"` with `SSLOptions +ExportCertData`: PEM on one line, its line ends
 * turned into blanks. Without a certificate the value is `(null)`, or empty.
 */
export const apache: ProxyFormat = {
  header: 'X-SSL-Cert',
  read: (value) => (value === '(null)' ? 'none' : (certificateFromPem(value) ?? 'malformed')),
};
