import { createTrustBoundary, type TrustBoundaryOptions } from 'oauth-resource-server';
import type { EnvironmentReader } from './environment-reader.ts';

export type TrustBoundaryConfiguration = TrustBoundaryOptions;

const CERTIFICATE_FORMATS = ['rfc9440', 'nginx', 'apache', 'haproxy', 'envoy', 'aws-alb', 'azure'] as const;

/** Reads whom to believe about the address and the certificate of a request. */
export function readTrustBoundaryOptions(reader: EnvironmentReader): TrustBoundaryConfiguration {
  const publicUrl = reader.text('PUBLIC_URL');
  const trustedProxies = reader.list('TRUSTED_PROXIES');
  const options: TrustBoundaryOptions = {
    publicUrl,
    trustedProxies,
    forwardedHeaders: readForwardedHeaders(reader),
    clientCertificate: readCertificateSource(reader),
  };
  // Each on its own, so that a problem is told with the setting that it is in.
  reader.checked('PUBLIC_URL', () => createTrustBoundary({ publicUrl }));
  reader.checked('TRUSTED_PROXIES', () => createTrustBoundary({ trustedProxies }));
  reader.checked('FORWARDED_HEADERS', () =>
    createTrustBoundary({ forwardedHeaders: options.forwardedHeaders }),
  );
  reader.checked('CLIENT_CERTIFICATE_HEADER', () =>
    createTrustBoundary({ clientCertificate: options.clientCertificate }),
  );
  return Object.freeze(options);
}

function readForwardedHeaders(reader: EnvironmentReader): TrustBoundaryOptions['forwardedHeaders'] {
  const headers = reader.list('FORWARDED_HEADERS').map((header) => header.toLowerCase());
  const [only] = headers;
  if (only === undefined) return 'x-forwarded';
  if (headers.length === 1 && (only === 'forwarded' || only === 'x-forwarded' || only === 'none')) {
    return only;
  }
  // What is not one of the known headers is found by the trust boundary itself.
  return headers as unknown as TrustBoundaryOptions['forwardedHeaders'];
}

function readCertificateSource(reader: EnvironmentReader): TrustBoundaryOptions['clientCertificate'] {
  const source = reader.oneOf('CLIENT_CERTIFICATE', ['none', 'tls', ...CERTIFICATE_FORMATS], 'none');
  if (source === 'none' || source === 'tls') return source;
  return { format: source, header: reader.text('CLIENT_CERTIFICATE_HEADER') };
}
