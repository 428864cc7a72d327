import type { ResourceRequest } from '../resource-request.ts';
import type { ForwardedFacts } from './forwarded-chain.ts';
import { readForwarded } from './forwarded.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import { readXForwarded, X_FORWARDED_HEADERS, type XForwardedHeader } from './x-forwarded.ts';

/**
 * How trusted proxies hand on what they saw: in `Forwarded` (RFC 7239), in all of the `X-Forwarded-…` headers that are
 * known here, in those of them that are listed, or not at all.
 */
export type ForwardedHeaders = 'forwarded' | 'x-forwarded' | 'none' | readonly XForwardedHeader[];

/** `'forwarded'`, or the `X-Forwarded-…` headers that count. */
export type CheckedForwardedHeaders = 'forwarded' | readonly XForwardedHeader[];

/** @throws TypeError when the option is not one */
export function checkForwardedHeaders(headers: ForwardedHeaders = 'x-forwarded'): CheckedForwardedHeaders {
  if (headers === 'forwarded') return headers;
  if (headers === 'x-forwarded') return X_FORWARDED_HEADERS;
  if (headers === 'none') return [];
  if (Array.isArray(headers)) {
    const known = X_FORWARDED_HEADERS.filter((header) => headers.includes(header));
    if (known.length === headers.length) return Object.freeze(known);
  }
  throw new TypeError(
    `forwardedHeaders: 'forwarded', 'x-forwarded', 'none' or a list of ${X_FORWARDED_HEADERS.join(', ')} is expected`,
  );
}

/** What trusted proxies say in the headers that count. */
export function readForwardedFacts(
  headers: CheckedForwardedHeaders,
  request: Pick<ResourceRequest, 'header'>,
  isTrusted: TrustedProxies,
): ForwardedFacts | 'malformed' {
  return headers === 'forwarded'
    ? readForwarded(request, isTrusted)
    : readXForwarded(request, headers, isTrusted);
}
