import type { CredentialsFault } from './credentials.ts';

/** What went wrong, finer than the `error` of RFC 6750: for metrics, logs and tests. Stable. */
export type DenialCode =
  | CredentialsFault
  | 'token_not_active'
  | 'token_expired'
  | 'token_bound'
  | 'subject_missing'
  | 'subject_mismatch'
  | 'unknown_subject'
  | 'insufficient_scope'
  | 'request_refused'
  | 'authority_unavailable'
  | 'claims_unavailable';

/** What the client is told: a status, and the words for the challenge and the body. */
export interface DenialWords {
  readonly status: 400 | 401 | 403 | 503;
  /** `undefined`: the client gave no credentials and is told nothing beyond the scheme (RFC 6750, section 3.1). */
  readonly error: string | undefined;
  readonly description: string | undefined;
}

const UNAVAILABLE = 'temporarily_unavailable';

/**
 * Every way in which a request is turned away, in one table. The error codes of 400, 401 and 403 are those of RFC 6750,
 * section 3.1. A 503 carries no challenge: the credentials may be perfectly good, and a client that was told otherwise would
 * throw them away.
 */
export const DENIALS: Readonly<Record<DenialCode, DenialWords>> = {
  no_credentials: { status: 401, error: undefined, description: undefined },
  malformed_credentials: {
    status: 400,
    error: 'invalid_request',
    description: 'The Authorization header must be the word Bearer, a space and one access token.',
  },
  several_credentials: {
    status: 400,
    error: 'invalid_request',
    description: 'The request carries more than one access token.',
  },
  malformed_form: {
    status: 400,
    error: 'invalid_request',
    description: 'The form body is not well-formed.',
  },
  malformed_token: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token is malformed.',
  },
  token_not_active: {
    status: 401,
    error: 'invalid_token',
    description:
      'The access token is unknown, expired or revoked, or it is bound to a key that the request did not prove.',
  },
  token_expired: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token has expired.',
  },
  token_bound: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token is bound to a key that the request did not prove.',
  },
  subject_missing: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token was not issued on behalf of a user.',
  },
  unknown_subject: {
    status: 401,
    error: 'invalid_token',
    description: 'The subject of the access token does not exist any more.',
  },
  // RFC 6750 has no code for a subject that may not do this; "higher privileges than provided by the access token" is
  // what it says of insufficient_scope, whose scope parameter is optional and left out here: no scope would help.
  subject_mismatch: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token was issued on behalf of another user.',
  },
  insufficient_scope: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token lacks a scope that the request needs.',
  },
  request_refused: {
    status: 400,
    error: 'invalid_request',
    description: 'The authorization server refused the request as malformed.',
  },
  authority_unavailable: {
    status: 503,
    error: UNAVAILABLE,
    description: 'The access token cannot be checked at the moment. Try again later.',
  },
  claims_unavailable: {
    status: 503,
    error: UNAVAILABLE,
    description: 'The claims of the user cannot be read at the moment. Try again later.',
  },
};
