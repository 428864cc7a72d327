import type { Scheme } from './authority.ts';
import { isCanonicalTarget } from './canonical-target.ts';

/** The address under which clients know this server. */
export interface PublicAddress {
  readonly scheme: Scheme;
  /** Host name in lower case, with the port unless it is the scheme's own. */
  readonly host: string;
  /** What clients write before the path that the server sees; without a slash at its end. */
  readonly pathPrefix: string;
}

/** @throws TypeError when the value is not an `http` or `https` URL of a canonical path and nothing more */
export function checkPublicUrl(value: string): PublicAddress {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const scheme = url?.protocol === 'https:' ? 'https' : url?.protocol === 'http:' ? 'http' : undefined;
  if (
    url === undefined ||
    scheme === undefined ||
    url.username !== '' ||
    url.password !== '' ||
    /[?#]/.test(value)
  ) {
    throw new TypeError('publicUrl: an http or https URL without user name, query and fragment is expected');
  }
  if (!isCanonicalTarget(url.pathname)) throw new TypeError('publicUrl: its path is ambiguous');
  return Object.freeze({ scheme, host: url.host, pathPrefix: url.pathname.replace(/\/$/, '') });
}
