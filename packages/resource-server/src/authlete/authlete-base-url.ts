import { isLoopbackHost } from '../trust-boundary/loopback-host.ts';

/** Where the shared clusters of API 3.x are. */
const CLUSTERS =
  'https://us.authlete.com, https://jp.authlete.com, https://eu.authlete.com or https://br.authlete.com';

/** The shared server of API 2.x, and the default there as in the other libraries of the family. */
export const AUTHLETE_V2_BASE_URL = 'https://api.authlete.com';

/** The base URL in its one form, without a slash or `/api` at the end, or what is wrong with it. */
export type CheckedBaseUrl = { readonly baseUrl: string } | { readonly problem: string };

/**
 * Checks the address of an Authlete server. Credentials and tokens are sent there, so it must be `https`; `http` is
 * accepted for this machine only (`localhost`, `127.0.0.0/8`, `[::1]`), for a local Authlete.
 */
export function checkBaseUrl(value: string | undefined, apiVersion: 'V2' | 'V3'): CheckedBaseUrl {
  if (value === undefined) {
    return apiVersion === 'V2'
      ? { baseUrl: AUTHLETE_V2_BASE_URL }
      : { problem: `is missing; API 3.x needs the address of your cluster, such as ${CLUSTERS}` };
  }
  if (!URL.canParse(value)) {
    return { problem: 'must be an absolute URL, such as https://us.authlete.com' };
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return {
      problem: 'must begin with https://; http:// is accepted for localhost and loopback addresses only',
    };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'must not hold a user name or password' };
  }
  if (/[?#]/.test(value)) {
    return { problem: 'must not have a query or a fragment' };
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/api$/, '');
  return { baseUrl: `${url.origin}${path.replace(/\/+$/, '')}` };
}
