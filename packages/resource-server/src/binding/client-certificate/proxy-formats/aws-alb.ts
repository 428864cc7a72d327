import { certificateFromEscapedPem } from '../certificate-from-pem.ts';
import type { ProxyFormat } from './proxy-format.ts';

/**
 * AWS Application Load Balancer: percent-encoded PEM in which `+`, `=` and `/` stay as they are. In verify mode the client's
 * certificate is in `X-Amzn-Mtls-Clientcert-Leaf`. In passthrough mode the whole chain is in `X-Amzn-Mtls-Clientcert`,
 * which must then be configured by name: only one of the two is ever read.
 */
export const awsAlb: ProxyFormat = {
  header: 'X-Amzn-Mtls-Clientcert-Leaf',
  read: (value) => certificateFromEscapedPem(value) ?? 'malformed',
};
