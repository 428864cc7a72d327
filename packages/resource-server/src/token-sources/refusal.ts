import type { DenialDetail } from '../decision.ts';
import type { DenialCode } from '../denial.ts';
import type { AuthorityUnavailable, RefusalCode, TokenRefused } from './token-source.ts';

const DENIAL_OF_REFUSAL: Readonly<Record<RefusalCode, DenialCode>> = {
  invalid_token: 'token_not_active',
  insufficient_scope: 'insufficient_scope',
  invalid_request: 'request_refused',
  invalid_dpop_proof: 'proof_refused',
  use_dpop_nonce: 'nonce_required',
};

/** The denial that follows from an answer other than "active". */
export function denialOf(answer: TokenRefused | AuthorityUnavailable): DenialCode {
  return answer.state === 'unavailable' ? 'authority_unavailable' : DENIAL_OF_REFUSAL[answer.code];
}

/** What of such an answer the denial carries on. */
export function denialDetailOf(answer: TokenRefused | AuthorityUnavailable): DenialDetail {
  return answer.state === 'unavailable'
    ? { reason: answer.reason, retryAfter: answer.retryAfter }
    : { reason: answer.reason, dpopNonce: answer.dpopNonce };
}
