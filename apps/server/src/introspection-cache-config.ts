import type { CachingOptions } from 'oauth-resource-server';
import type { EnvironmentReader } from './environment-reader.ts';

/** What may be kept of Authlete's answers about tokens, and for how long. */
export interface IntrospectionCacheConfiguration {
  /** `undefined`: nothing is kept, Authlete is asked about every request. This is the default. */
  readonly caching: CachingOptions | undefined;
  /** How old facts may be, in seconds, where Authlete cannot be asked. Default: 0 */
  readonly staleIfError: number;
}

/** In seconds: who keeps facts for longer does not want to ask. */
const LONGEST_TTL = 86_400;

const MEGABYTE = 1_048_576;

export function readIntrospectionCache(reader: EnvironmentReader): IntrospectionCacheConfiguration {
  const ttl = reader.wholeNumber('INTROSPECTION_CACHE_TTL', 0, 0, LONGEST_TTL);
  const inactiveTtl = reader.wholeNumber('INTROSPECTION_CACHE_INACTIVE_TTL', 1, 0, LONGEST_TTL);
  const maximumEntries = reader.wholeNumber('INTROSPECTION_CACHE_ENTRIES', 10_000, 1, 10_000_000);
  const megabytes = reader.wholeNumber('INTROSPECTION_CACHE_MEGABYTES', 32, 1, 65_536);
  const staleIfError = reader.wholeNumber('INTROSPECTION_STALE_IF_ERROR', 0, 0, LONGEST_TTL);
  if (staleIfError > 0 && ttl === 0) {
    reader.report(
      'INTROSPECTION_STALE_IF_ERROR',
      'needs INTROSPECTION_CACHE_TTL: nothing is kept without it',
    );
  }
  if (ttl === 0) return { caching: undefined, staleIfError };
  return {
    caching: { ttl, inactiveTtl, maximumEntries, maximumBytes: megabytes * MEGABYTE },
    staleIfError,
  };
}
