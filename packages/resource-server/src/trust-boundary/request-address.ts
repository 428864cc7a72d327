import type { ResourceRequest } from '../resource-request.ts';
import { type Authority, effectivePort, readAuthority, type Scheme, writeAuthority } from './authority.ts';
import { isCanonicalTarget } from './canonical-target.ts';
import type { ForwardedFacts } from './forwarded-chain.ts';
import type { InboundConnection } from './inbound-connection.ts';
import { readAddress } from './ip-address.ts';
import { isLoopbackHost } from './loopback-host.ts';
import type { PublicAddress } from './public-url.ts';

/**
 * The address that a request was sent to, as trusted proxies say. What they do not say is what they have done
 * themselves: the `Host` header and the scheme are then those of their own request to us.
 */
export function readForwardedAddress(
  facts: ForwardedFacts,
  request: Pick<ResourceRequest, 'header'>,
  connection: InboundConnection,
): PublicAddress | undefined {
  const scheme = facts.scheme === undefined ? schemeOf(connection) : readScheme(facts.scheme);
  const authority = facts.host === undefined ? readHost(request) : readAuthority(facts.host);
  const pathPrefix = readPathPrefix(facts.pathPrefix);
  if (scheme === undefined || authority === undefined || pathPrefix === undefined) return undefined;
  return { scheme, host: writeAuthority(authority, scheme), pathPrefix };
}

/** The address that a direct request was sent to, if its `Host` header names the socket at which it arrived. */
export function readDirectAddress(
  request: Pick<ResourceRequest, 'header'>,
  connection: InboundConnection,
): PublicAddress | undefined {
  const scheme = schemeOf(connection);
  const authority = readHost(request);
  if (authority === undefined || effectivePort(authority, scheme) !== connection.localPort) return undefined;
  if (!namesAddress(authority.hostname, connection.localAddress)) return undefined;
  return { scheme, host: writeAuthority(authority, scheme), pathPrefix: '' };
}

function schemeOf(connection: InboundConnection): Scheme {
  return connection.encrypted === true ? 'https' : 'http';
}

function readScheme(text: string): Scheme | undefined {
  const scheme = text.toLowerCase();
  return scheme === 'http' || scheme === 'https' ? scheme : undefined;
}

/** RFC 9112, section 3.2: exactly one `Host` line. */
function readHost(request: Pick<ResourceRequest, 'header'>): Authority | undefined {
  const lines = request.header('host');
  return typeof lines === 'string' ? readAuthority(lines) : undefined;
}

function readPathPrefix(text: string | undefined): string | undefined {
  if (text === undefined) return '';
  return isCanonicalTarget(text) && !text.includes('?') ? text.replace(/\/$/, '') : undefined;
}

function namesAddress(hostname: string, localAddress: string | undefined): boolean {
  const address = readAddress(localAddress);
  if (address === undefined) return false;
  if (hostname === 'localhost') return isLoopbackHost(address) || address === '::1';
  return readAddress(hostname.replaceAll(/[[\]]/g, '')) === address;
}
