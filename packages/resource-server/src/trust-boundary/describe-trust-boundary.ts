import {
  checkClientCertificateSource,
  type ClientCertificateSource,
} from '../binding/client-certificate/client-certificate-source.ts';
import { checkForwardedHeaders } from './forwarded-headers.ts';
import { isLoopbackHost } from './loopback-host.ts';
import { checkPublicUrl } from './public-url.ts';
import { createTrustBoundary, type TrustBoundaryOptions } from './trust-boundary.ts';

/** What a trust boundary believes, in sentences for the operator. */
export interface TrustBoundaryDescription {
  readonly facts: readonly string[];
  /** What will be refused, or could be forged, until somebody changes the configuration. */
  readonly warnings: readonly string[];
}

/**
 * Describes a trust boundary for the log at start-up and for checks of the configuration.
 *
 * @throws TypeError as `createTrustBoundary` does
 */
export function describeTrustBoundary(options: TrustBoundaryOptions = {}): TrustBoundaryDescription {
  createTrustBoundary(options);
  const facts: string[] = [];
  const warnings: string[] = [];
  const proxies = options.trustedProxies ?? [];
  describeAddress(options, facts, warnings);
  facts.push(
    proxies.length === 0
      ? 'No proxy is trusted: forwarding and certificate headers are ignored.'
      : `Forwarding and certificate headers count from ${proxies.join(', ')} only.`,
  );
  if (proxies.some((proxy) => proxy.endsWith('/0'))) {
    warnings.push('Everybody is a trusted proxy: any client can claim any address and any certificate.');
  }
  describeCertificates(options.clientCertificate ?? 'none', proxies.length > 0, facts, warnings);
  return { facts, warnings };
}

function describeAddress(options: TrustBoundaryOptions, facts: string[], warnings: string[]): void {
  const headers = checkForwardedHeaders(options.forwardedHeaders);
  if (options.publicUrl !== undefined) {
    const { scheme, host, pathPrefix } = checkPublicUrl(options.publicUrl);
    facts.push(`Clients reach this server at ${scheme}://${host}${pathPrefix}, whatever a request says.`);
    if (scheme === 'http' && !isLoopbackHost(new URL(options.publicUrl).hostname)) {
      warnings.push(
        'The public URL is http: access tokens cross the network in the clear (RFC 6750, section 5.3).',
      );
    }
    return;
  }
  if (options.trustedProxies === undefined || options.trustedProxies.length === 0) {
    warnings.push(
      'There is neither a public URL nor a trusted proxy: DPoP proofs and signatures are refused unless a client uses ' +
        'the address of the socket itself, such as http://127.0.0.1:8001.',
    );
    return;
  }
  const names = headers === 'forwarded' ? 'Forwarded' : headers.join(', ');
  warnings.push(
    names === ''
      ? 'There is no public URL: the address of a request is its Host header, so trusted proxies must check it.'
      : `There is no public URL: the address of a request is what trusted proxies say in ${names} or in Host. Each of ` +
          'these must be set or removed by them on every request, or a client can forge it.',
  );
}

function describeCertificates(
  source: ClientCertificateSource,
  hasProxies: boolean,
  facts: string[],
  warnings: string[],
): void {
  const checked = checkClientCertificateSource(source);
  if (checked === 'none') {
    warnings.push('Certificate-bound tokens will be refused: nothing can provide a certificate.');
  } else if (checked === 'tls') {
    facts.push(
      hasProxies
        ? 'Client certificates come from direct TLS connections; those of trusted proxies do not count.'
        : 'Client certificates come from TLS connections.',
    );
  } else if (hasProxies) {
    facts.push(
      `Client certificates come from the header ${checked.name}, which every trusted proxy must set or remove.`,
    );
  } else {
    warnings.push(
      `Certificate-bound tokens will be refused: the header ${checked.name} counts from trusted proxies only, and there is none.`,
    );
  }
}
