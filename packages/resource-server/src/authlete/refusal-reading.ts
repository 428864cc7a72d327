import type { AuthorityUnavailable, TokenRefused } from '../token-sources/token-source.ts';
import { type ReadChallenge, readChallenge } from './challenge-reading.ts';
import { type AuthleteFailure, describeAuthleteFailure } from './authlete-failure.ts';
import { readDpopNonce } from './dpop-nonce-reading.ts';

/** The members of an answer that tell why it is not a success. */
export interface RefusingResponse {
  readonly action: string | undefined;
  readonly responseContent: string | undefined;
  readonly dpopNonce?: string | undefined;
}

/**
 * Translates every `action` that is not the success of its endpoint. What is not known is never a success and never the
 * token's fault.
 *
 * @param forbidden what `FORBIDDEN` means where its challenge does not say so
 */
export function readRefusal(
  response: RefusingResponse,
  forbidden: 'insufficient_scope' | 'invalid_token',
): TokenRefused | AuthorityUnavailable {
  const challenge = readChallenge(response.responseContent);
  const dpopNonce = readDpopNonce(response.dpopNonce);
  switch (response.action ?? '') {
    case 'UNAUTHORIZED':
      return {
        state: 'refused',
        code: codeOf(challenge),
        reason: describeUnauthorized(challenge),
        dpopNonce,
      };
    case 'FORBIDDEN':
      return {
        state: 'refused',
        code: challenge.error === 'insufficient_scope' ? 'insufficient_scope' : forbidden,
        reason: `Authlete forbids the use of the token (FORBIDDEN, ${challenge.error ?? 'no known error code'})`,
        dpopNonce,
      };
    case 'BAD_REQUEST':
      return {
        state: 'refused',
        code: 'invalid_request',
        reason: 'Authlete calls the token malformed (BAD_REQUEST)',
        dpopNonce,
      };
    case 'INTERNAL_SERVER_ERROR':
      return {
        state: 'unavailable',
        reason: 'Authlete was reached but could not judge the token (action INTERNAL_SERVER_ERROR)',
      };
    case '':
      return { state: 'unavailable', reason: 'the answer of Authlete has no action' };
    default:
      return { state: 'unavailable', reason: 'the answer of Authlete has an action that is not known here' };
  }
}

/** An authority that was not heard is not a reason to refuse a token. */
export function unavailable(failure: AuthleteFailure): AuthorityUnavailable {
  return {
    state: 'unavailable',
    reason: describeAuthleteFailure(failure),
    retryAfter: 'retryAfter' in failure ? failure.retryAfter : undefined,
  };
}

/** What concerns the proof or the signature of the request is told as such; all else that is unauthorized is the token's. */
function codeOf({ error }: ReadChallenge): TokenRefused['code'] {
  switch (error) {
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
    case 'invalid_request':
      return error;
    default:
      return 'invalid_token';
  }
}

function describeUnauthorized({ scheme, error }: ReadChallenge): string {
  switch (error) {
    case 'insufficient_user_authentication':
      return 'Authlete asks for another or a fresher sign-in of the user (insufficient_user_authentication)';
    case 'invalid_dpop_proof':
      return 'Authlete does not accept the DPoP proof (invalid_dpop_proof)';
    case 'use_dpop_nonce':
      return 'Authlete asks for a DPoP proof with its nonce (use_dpop_nonce)';
    case 'invalid_token':
      return scheme === 'DPoP'
        ? 'the token is bound to a key and comes without a DPoP proof of it (invalid_token)'
        : 'the token is unknown, expired, revoked or not bound as presented (invalid_token)';
    case 'invalid_request':
    case 'insufficient_scope':
    case 'server_error':
      return `Authlete does not accept the token (UNAUTHORIZED, ${error})`;
    case undefined:
      return 'Authlete does not accept the token (UNAUTHORIZED, no known error code)';
  }
}
