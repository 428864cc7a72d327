import { apache } from './proxy-formats/apache.ts';
import { awsAlb } from './proxy-formats/aws-alb.ts';
import { azure } from './proxy-formats/azure.ts';
import { envoy } from './proxy-formats/envoy.ts';
import { haproxy } from './proxy-formats/haproxy.ts';
import { nginx } from './proxy-formats/nginx.ts';
import type { ProxyFormat } from './proxy-formats/proxy-format.ts';
import { rfc9440 } from './proxy-formats/rfc9440.ts';

/**
 * How a proxy writes the client's certificate into a header. Each is described, with the line of configuration that
 * makes the proxy do so, in the file of its name under `proxy-formats/`.
 */
export type ProxyFormatName = 'rfc9440' | 'nginx' | 'apache' | 'haproxy' | 'envoy' | 'aws-alb' | 'azure';

/** A header in which trusted proxies hand on the client's certificate. */
export interface ClientCertificateHeader {
  readonly format: ProxyFormatName;
  /**
   * The name of the header. Every trusted proxy must set or remove it on every request: a proxy that lets a client's
   * own copy through lets the client forge its certificate. Names with underscores are refused, because some
   * software takes them for the name with hyphens. Default: the usual one of the format.
   */
  readonly header?: string | undefined;
}

/**
 * Where client certificates (RFC 8705) come from.
 *
 * - `'none'`: from nowhere. Tokens that are bound to a certificate are refused.
 * - `'tls'`: from our own TLS connections. What a trusted proxy presents there is the proxy's, and does not count.
 * - a header: from trusted proxies alone.
 */
export type ClientCertificateSource = 'none' | 'tls' | ClientCertificateHeader;

/** A source, checked; a header with its name in lower case and its format. */
export type CheckedCertificateSource =
  | 'none'
  | 'tls'
  | { readonly name: string; readonly read: ProxyFormat['read'] };

const FORMATS: Readonly<Record<ProxyFormatName, ProxyFormat>> = {
  rfc9440,
  nginx,
  apache,
  haproxy,
  envoy,
  'aws-alb': awsAlb,
  azure,
};

/** RFC 9110, section 5.1, without the characters that only confuse. */
const HEADER_NAME = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/** @throws TypeError naming the member that is not as it should be */
export function checkClientCertificateSource(source: ClientCertificateSource): CheckedCertificateSource {
  if (source === 'none' || source === 'tls') return source;
  if (typeof source !== 'object' || source === null || !Object.hasOwn(FORMATS, source.format)) {
    const names = Object.keys(FORMATS).join(', ');
    throw new TypeError(
      `clientCertificate: 'none', 'tls' or a header with one of the formats ${names} is expected`,
    );
  }
  const format = FORMATS[source.format];
  const name = source.header ?? format.header;
  if (!HEADER_NAME.test(name)) {
    throw new TypeError('clientCertificate.header: letters, digits and hyphens are expected');
  }
  return Object.freeze({ name: name.toLowerCase(), read: format.read });
}
