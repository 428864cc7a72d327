import type { ClientCertificateReading } from '../binding/client-certificate/client-certificate.ts';
import {
  checkClientCertificateSource,
  type ClientCertificateSource,
} from '../binding/client-certificate/client-certificate-source.ts';
import { readClientCertificate } from '../binding/client-certificate/read-client-certificate.ts';
import type { ResourceRequest } from '../resource-request.ts';
import type { Scheme } from './authority.ts';
import { isCanonicalTarget } from './canonical-target.ts';
import type { ForwardedFacts } from './forwarded-chain.ts';
import { checkForwardedHeaders, type ForwardedHeaders, readForwardedFacts } from './forwarded-headers.ts';
import type { InboundConnection } from './inbound-connection.ts';
import { readAddress } from './ip-address.ts';
import { checkPublicUrl, type PublicAddress } from './public-url.ts';
import { readDirectAddress, readForwardedAddress } from './request-address.ts';
import { createTrustedProxies } from './trusted-proxies.ts';

export interface TrustBoundaryOptions {
  /**
   * The URL under which clients reach the root of this server, such as `https://api.example.com` or
   * `https://example.com/api` behind a proxy that removes `/api`. It fixes scheme, host and path prefix whatever a
   * request says, so that nobody can have a DPoP proof that was made for another host accepted here. Default: none, see
   * `RequestOrigin.uri` for what is believed then.
   */
  readonly publicUrl?: string | undefined;
  /**
   * Whose headers count: addresses and CIDR ranges, IPv4 and IPv6, or `'loopback'`. Whoever can connect from there can claim
   * any client address and any client certificate, so list the proxies themselves, not the network that they are
   * in. Default: nobody's.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /**
   * In which headers trusted proxies hand on the client's address, the scheme, the host and a path prefix. Proxies that
   * set some `X-Forwarded-…` headers let a client's own copies of the others through: name those that yours set, if not all
   * four. Default: `'x-forwarded'`.
   */
  readonly forwardedHeaders?: ForwardedHeaders | undefined;
  /** Where client certificates (RFC 8705) come from. Default: `'none'`. */
  readonly clientCertificate?: ClientCertificateSource | undefined;
}

/** What is believed about where a request came from and what it was addressed to. */
export interface RequestOrigin {
  readonly scheme: Scheme | undefined;
  /** Host and, unless it is the scheme's own, port; in lower case. */
  readonly host: string | undefined;
  /** What the client wrote before the path that the server sees; empty or with a slash at its beginning only. */
  readonly pathPrefix: string;
  /**
   * The absolute URI that the client used, its query included (which may hold secrets: do not log it). DPoP's `htu`
   * (RFC 9449, section 4.3) and signatures (RFC 9421) are checked against it.
   *
   * It is `undefined` where nobody who is believed says it; such a proof or signature must then be refused. Without
   * `publicUrl` a trusted proxy is believed, and a `Host` header that comes directly only if it names the very address and port
   * that the connection arrived at, or `localhost` for a loopback address: any other name is the client's word, and
   * a stolen proof for another host would come with that host's name. Also for a target that is not canonical
   * (`isCanonicalTarget`), as two readings of a path are two addresses.
   */
  readonly uri: string | undefined;
  /** The IP address of the client; `undefined` where proxies hide it, contradict the grammar or say nothing. */
  readonly clientAddress: string | undefined;
  readonly clientCertificate: ClientCertificateReading;
}

/** The one place that decides scheme, host, path prefix, client address and client certificate. */
export interface TrustBoundary {
  /** Whether a place is configured that client certificates may come from. */
  readonly readsCertificates: boolean;

  /**
   * Nothing that a client or a proxy sends makes this throw.
   *
   * @param connection the request's own socket, `request.socket` in Node; `{}` where there is none
   */
  resolve(request: Pick<ResourceRequest, 'header' | 'target'>, connection: InboundConnection): RequestOrigin;
}

/**
 * Creates the trust boundary. Say at start-up what `describeTrustBoundary` says of the same options.
 *
 * Headers count only where the peer of the connection is a trusted proxy, and then only under the exact names that are
 * configured: `X_Forwarded_Proto` or `client_cert` mean nothing, from nobody.
 *
 * @throws TypeError naming the option that is not as it should be
 *
 * @example
 * ```ts
 * const boundary = createTrustBoundary({
 *   publicUrl: 'https://api.example.com',
 *   trustedProxies: ['10.0.0.5', '10.0.0.6'],
 *   clientCertificate: { format: 'nginx' },
 * });
 * const { uri, clientCertificate } = boundary.resolve(new NodeResourceRequest(request), request.socket);
 * ```
 */
export function createTrustBoundary(options: TrustBoundaryOptions = {}): TrustBoundary {
  const publicAddress = options.publicUrl === undefined ? undefined : checkPublicUrl(options.publicUrl);
  const isTrusted = createTrustedProxies(options.trustedProxies ?? []);
  const headers = checkForwardedHeaders(options.forwardedHeaders);
  const certificates = checkClientCertificateSource(options.clientCertificate ?? 'none');

  return {
    readsCertificates: certificates !== 'none',
    resolve(request, connection) {
      const peer = readAddress(connection.remoteAddress);
      const viaTrustedProxy = peer !== undefined && isTrusted(peer);
      const facts = viaTrustedProxy ? readForwardedFacts(headers, request, isTrusted) : 'none';
      const address = publicAddress ?? readAddressOf(facts, request, connection);
      return {
        scheme: address?.scheme,
        host: address?.host,
        pathPrefix: address?.pathPrefix ?? '',
        uri: writeUri(address, request.target),
        clientAddress: facts === 'none' ? peer : facts === 'malformed' ? undefined : facts.clientAddress,
        clientCertificate: readClientCertificate(certificates, request, connection, viaTrustedProxy),
      };
    },
  };
}

function readAddressOf(
  facts: ForwardedFacts | 'none' | 'malformed',
  request: Pick<ResourceRequest, 'header'>,
  connection: InboundConnection,
): PublicAddress | undefined {
  if (facts === 'malformed') return undefined;
  if (facts === 'none') return readDirectAddress(request, connection);
  return readForwardedAddress(facts, request, connection);
}

function writeUri(address: PublicAddress | undefined, target: string): string | undefined {
  if (address === undefined || !isCanonicalTarget(target)) return undefined;
  return `${address.scheme}://${address.host}${address.pathPrefix}${target}`;
}
