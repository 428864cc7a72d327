import { certificateFromBase64 } from '../certificate-from-base64.ts';
import { certificateFromEscapedPem } from '../certificate-from-pem.ts';
import type { ProxyFormat } from './proxy-format.ts';

/**
 * Azure: App Service puts base64 DER into `X-ARR-ClientCert`; Application Gateway puts percent-encoded PEM into the header of
 * a rewrite rule with `{var_client_certificate}`, usually `X-Client-Cert`. PEM begins with a hyphen, which base64 never
 * holds, so the two cannot be confused.
 */
export const azure: ProxyFormat = {
  header: 'X-ARR-ClientCert',
  read: (value) => {
    const read = value.startsWith('-') ? certificateFromEscapedPem : certificateFromBase64;
    return read(value) ?? 'malformed';
  },
};
