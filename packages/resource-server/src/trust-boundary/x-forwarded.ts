import type { ResourceRequest } from '../resource-request.ts';
import { findClient, type ForwardedFacts } from './forwarded-chain.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** The headers that proxies used before RFC 7239, and mostly still do. */
export type XForwardedHeader =
  | 'x-forwarded-for'
  | 'x-forwarded-proto'
  | 'x-forwarded-host'
  | 'x-forwarded-prefix';

export const X_FORWARDED_HEADERS: readonly XForwardedHeader[] = Object.freeze([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-prefix',
] as const);

/**
 * What trusted proxies say in `X-Forwarded-…` headers. Where such a header has several values, proxies have appended theirs to
 * what they received, so the value counts that is as far from the right as the client is in `X-Forwarded-For`.
 *
 * @param headers those that count; the others are ignored
 */
export function readXForwarded(
  request: Pick<ResourceRequest, 'header'>,
  headers: readonly XForwardedHeader[],
  isTrusted: TrustedProxies,
): ForwardedFacts {
  const read = (name: XForwardedHeader): readonly string[] =>
    headers.includes(name) ? readList(request, name) : [];
  const { clientAddress, hops } = findClient(read('x-forwarded-for'), isTrusted);
  const pick = (values: readonly string[]): string | undefined =>
    values[Math.max(0, values.length - 1 - hops)];
  return {
    clientAddress,
    scheme: pick(read('x-forwarded-proto')),
    host: pick(read('x-forwarded-host')),
    pathPrefix: pick(read('x-forwarded-prefix')),
  };
}

/** RFC 9110, section 5.6.1: a list over all lines of a header, empty entries left out. */
function readList(request: Pick<ResourceRequest, 'header'>, name: string): readonly string[] {
  const lines = request.header(name);
  if (lines === undefined) return [];
  const text = typeof lines === 'string' ? lines : lines.join(',');
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
