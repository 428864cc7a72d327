import { createHash, timingSafeEqual } from 'node:crypto';

import type { LocalAuthleteSettings } from '../options.ts';
import { API_CODES } from '../result-codes.ts';
import { ApiError } from './api-error.ts';

/** The generation of the API: 2.x takes HTTP Basic, 3.x a bearer token. */
export type Generation = 'V2' | 'V3';

/**
 * Lets only those pass who know the credentials of the service.
 *
 * @param generation The scheme to insist on; without it either will do.
 * @throws {ApiError} 401
 */
export function authenticateService(
  authorization: string | undefined,
  settings: LocalAuthleteSettings,
  path: string,
  generation?: Generation,
): void {
  if (authorization === undefined) {
    throw new ApiError(401, API_CODES.unauthorized, `${path}, Authorization header is missing.`);
  }
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  const basic = generation !== 'V3' && scheme.toLowerCase() === 'basic';
  const bearer = generation !== 'V2' && scheme.toLowerCase() === 'bearer';
  const accepted =
    (basic &&
      equal(
        Buffer.from(credentials, 'base64').toString('utf8'),
        `${settings.serviceId}:${settings.apiSecret}`,
      )) ||
    (bearer && equal(credentials, settings.serviceAccessToken));
  if (!accepted) {
    throw new ApiError(
      401,
      API_CODES.unauthorized,
      basic || bearer
        ? `${path}, The credentials in the Authorization header are wrong.`
        : `${path}, The Authorization header must use ${{ V2: 'Basic', V3: 'Bearer' }[generation ?? 'V3']}.`,
    );
  }
}

/** Compares in a time that tells nothing, whatever the lengths. */
function equal(left: string, right: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
