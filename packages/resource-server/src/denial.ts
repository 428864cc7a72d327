import type { CredentialsFault } from './credentials.ts';

/** What went wrong, finer than the `error` of RFC 6750: for metrics, logs and tests. Stable. */
export type DenialCode =
  | CredentialsFault
  | 'token_not_active'
  | 'token_expired'
  | 'token_revoked'
  | 'token_bound'
  | 'token_not_bound'
  | 'proof_refused'
  | 'proof_not_verifiable'
  | 'nonce_required'
  | 'wrong_audience'
  | 'client_not_accepted'
  | 'grant_type_not_accepted'
  | 'rule_not_met'
  | 'insufficient_user_authentication'
  | 'insufficient_authorization_details'
  | 'subject_missing'
  | 'subject_mismatch'
  | 'unknown_subject'
  | 'insufficient_scope'
  | 'request_refused'
  | 'authority_unavailable'
  | 'malformed_interaction_id'
  | 'replay_store_unavailable'
  | 'revocation_store_unavailable'
  | 'claims_unavailable';

/** What the client is told: a status, and the words for the challenge and the body. */
export interface DenialWords {
  readonly status: 400 | 401 | 403 | 503;
  /** `undefined`: the client gave no credentials and is told nothing beyond the scheme (RFC 6750, section 3.1). */
  readonly error: string | undefined;
  readonly description: string | undefined;
}

/** The same words whoever knows it, the authority or this server. */
const INACTIVE =
  'The access token is unknown, expired or revoked, or it is bound to a key that the request did not prove.';

const UNAVAILABLE = 'temporarily_unavailable';

/**
 * Every way in which a request is turned away, in one table. The error codes of 400, 401 and 403 are those of RFC 6750,
 * section 3.1, with those of RFC 9449, section 12.2, and RFC 9470, section 3. A 503 carries no challenge: the credentials may be perfectly good, and a client that was told otherwise would
 * throw them away.
 */
export const DENIALS: Readonly<Record<DenialCode, DenialWords>> = {
  no_credentials: { status: 401, error: undefined, description: undefined },
  malformed_credentials: {
    status: 400,
    error: 'invalid_request',
    description: 'The Authorization header must be the word Bearer or DPoP, a space and one access token.',
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
    description: INACTIVE,
  },
  token_expired: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token has expired.',
  },
  token_revoked: {
    status: 401,
    error: 'invalid_token',
    description: INACTIVE,
  },
  token_bound: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token is bound to a key that the request did not prove.',
  },
  bearer_not_accepted: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token must be presented with a DPoP proof.',
  },
  token_not_bound: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token must be bound to a key that the request proves.',
  },
  proof_missing: {
    status: 401,
    error: 'invalid_dpop_proof',
    description: 'The request carries no DPoP proof.',
  },
  several_proofs: {
    status: 401,
    error: 'invalid_dpop_proof',
    description: 'The request carries more than one DPoP proof.',
  },
  proof_refused: {
    status: 401,
    error: 'invalid_dpop_proof',
    description: 'The DPoP proof is not right for this request and this access token.',
  },
  proof_not_verifiable: {
    status: 401,
    error: 'invalid_dpop_proof',
    description: 'The DPoP proof cannot be verified for the address of this request.',
  },
  nonce_required: {
    status: 401,
    error: 'use_dpop_nonce',
    description: 'The DPoP proof must carry the nonce of the resource server.',
  },
  wrong_audience: {
    status: 401,
    error: 'invalid_token',
    description: 'The access token is not meant for this resource.',
  },
  insufficient_user_authentication: {
    status: 401,
    error: 'insufficient_user_authentication',
    description: 'The user must sign in in another way, or again.',
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
  // RFC 6750 has no code for a subject, a client or a detail that may not do this; "higher privileges than provided by the access token" is
  // what it says of insufficient_scope, whose scope parameter is optional and left out: no scope would help.
  subject_mismatch: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token was issued on behalf of another user.',
  },
  client_not_accepted: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token was issued to a client that may not do this.',
  },
  grant_type_not_accepted: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token comes from a grant that does not suffice here.',
  },
  rule_not_met: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token does not suffice for this request.',
  },
  insufficient_authorization_details: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token lacks an authorization detail that the request needs.',
  },
  insufficient_scope: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token lacks a scope that the request needs.',
  },
  malformed_interaction_id: {
    status: 400,
    error: 'invalid_request',
    description: 'The x-fapi-interaction-id must be one UUID.',
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
  replay_store_unavailable: {
    status: 503,
    error: UNAVAILABLE,
    description: 'The DPoP proof cannot be checked at the moment. Try again later.',
  },
  revocation_store_unavailable: {
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
