import { isLoopbackHost } from '../trust-boundary/loopback-host.ts';

/**
 * An `https` URL; `http` is taken for this machine alone, for development.
 *
 * @throws TypeError naming the option
 */
export function checkUrl(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !secure || url.username !== '' || url.password !== '') {
    throw new TypeError(`${option}: an https URL is expected, or an http one of localhost`);
  }
  return url;
}

/**
 * The URL that identifies a resource. Clients compare it character by character with the URL that they know (RFC 9728,
 * section 6), so it is taken in its normal form only, and without a query, which the router could not see.
 *
 * @throws TypeError when it is anything else
 */
export function checkResourceIdentifier(value: string): URL {
  const url = checkUrl('resource', value);
  if (/[?#]/.test(value)) throw new TypeError('resource: a URL without query and fragment is expected');
  const normal = url.pathname === '/' && !value.endsWith('/') ? url.origin : url.href;
  if (value !== normal) throw new TypeError(`resource: its normal form is expected, ${normal}`);
  return url;
}
