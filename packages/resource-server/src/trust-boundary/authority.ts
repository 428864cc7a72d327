export type Scheme = 'http' | 'https';

/** Host and port of a URI (RFC 3986, section 3.2). */
export interface Authority {
  /** In lower case; IPv6 addresses in brackets and in their shortest form. */
  readonly hostname: string;
  readonly port: number | undefined;
}

const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

const AUTHORITY = /^([a-z0-9][a-z0-9.\-_]*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;

/**
 * Reads the value of a `Host` header or its like. Only host names, IP addresses and a port are taken. What else the grammar
 * of URIs allows (user names, percent-encoding), and names that a URL parser takes for another host (`0x7f.1`) or for
 * none, serve nothing but confusion.
 */
export function readAuthority(text: string): Authority | undefined {
  const match = AUTHORITY.exec(text);
  if (match === null || !URL.canParse(`http://${text}`)) return undefined;
  const [, written = '', digits] = match;
  const { hostname } = new URL(`http://${text}`);
  if (hostname !== written.toLowerCase() && !written.startsWith('[')) return undefined;
  return { hostname, port: digits === undefined ? undefined : Number(digits) };
}

/** Host and port in one form, without the port where it is the scheme's own (RFC 3986, section 6.2.3). */
export function writeAuthority({ hostname, port }: Authority, scheme: Scheme): string {
  return port === undefined || port === DEFAULT_PORTS[scheme] ? hostname : `${hostname}:${port}`;
}

/** The port that is meant, whether it is written or not. */
export function effectivePort({ port }: Authority, scheme: Scheme): number {
  return port ?? DEFAULT_PORTS[scheme];
}
