import type { ForeignObject } from '../../foreign-object.ts';
import { readCount } from './member-reading.ts';

/** What `POST /auth/token/revoke` is asked. An access token decides alone; a client and a subject together mean both. */
export interface TokenRevocationRequest {
  readonly accessTokenIdentifier?: string | undefined;
  /** A client ID, or the alias of one. */
  readonly clientIdentifier?: string | undefined;
  readonly subject?: string | undefined;
}

/** What is read of the answer of `POST /auth/token/revoke`. */
export interface TokenRevocationResponse {
  /** How many access tokens there were. `undefined`: this is not the answer of a revocation. */
  readonly count: number | undefined;
}

/** @throws {UnexpectedMember} for a member of another JSON type */
export function readTokenRevocationResponse(json: ForeignObject): TokenRevocationResponse {
  return { count: readCount(json, 'count') };
}
