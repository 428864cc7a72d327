import { API_ENDPOINTS } from '../endpoints/api-endpoints.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { PUBLIC_ENDPOINTS } from '../endpoints/public-endpoints.ts';
import { ADMIN_ENDPOINTS } from '../local-admin/admin-endpoints.ts';
import type { Generation } from './service-authentication.ts';

/** What a path stands for. */
export interface Call {
  readonly endpoint: Endpoint;
  /** Which credentials are needed. */
  readonly credentials: Generation | 'either' | 'none';
  /** From the path, 3.x only. */
  readonly serviceId?: string;
  readonly identifier: string;
}

/**
 * Finds the endpoint of a path, and tells Authlete's generations apart: `/api/auth/…` and `/api/service/…` are 2.x,
 * `/api/{serviceId}/…` is 3.x.
 */
export function findCall(path: string): Call | undefined {
  if (path.startsWith('/local/')) {
    return match(ADMIN_ENDPOINTS, path, { credentials: 'either' });
  }
  const open = match(PUBLIC_ENDPOINTS, path, { credentials: 'none' });
  if (open) {
    return open;
  }
  const [, first, rest] = /^\/api\/([^/]+)(\/.+)$/.exec(path) ?? [];
  if (first === undefined || rest === undefined) {
    return undefined;
  }
  return first === 'auth' || first === 'service'
    ? match(API_ENDPOINTS, `/${first}${rest}`, { credentials: 'V2' })
    : match(API_ENDPOINTS, rest, { credentials: 'V3', serviceId: first });
}

function match(
  endpoints: readonly Endpoint[],
  path: string,
  call: Omit<Call, 'endpoint' | 'identifier'>,
): Call | undefined {
  for (const endpoint of endpoints) {
    if (!endpoint.hasIdentifier && path === endpoint.path) {
      return { ...call, endpoint, identifier: '' };
    }
    const encoded = endpoint.hasIdentifier && path.startsWith(`${endpoint.path}/`);
    if (encoded) {
      const identifier = decode(path.slice(endpoint.path.length + 1));
      return identifier ? { ...call, endpoint, identifier } : undefined;
    }
  }
  return undefined;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
