import { isForeignObject } from '../foreign-object.ts';
import type { Claims } from './claim-source.ts';

/**
 * What a claim source has resolved with: one that is not written in TypeScript may resolve with anything.
 *
 * @throws TypeError, without the value, for what is neither an object nor `undefined`
 */
export function checkClaims(claims: Claims | undefined): Claims | undefined {
  if (claims === undefined || isForeignObject(claims)) return claims;
  throw new TypeError('the claim source resolved with something else than an object or undefined');
}
