/**
 * Everything that can be wrong with a proof, in the order in which it is looked for, in words for the operator: fixed
 * sentences, so that nothing of the proof or the token reaches a log.
 */
export const DPOP_PROOF_FAULTS = {
  too_long: 'the proof is longer than the limit',
  malformed: 'the proof is not one compact JWS that holds a JSON object',
  unusable_jti: 'jti is missing, is not a string, is empty or is too long',
  unusable_htm: 'htm is missing or is not a string',
  unusable_htu: 'htu is missing or is not a string',
  unusable_iat: 'iat is missing or is not a number',
  unusable_exp: 'exp is not a number',
  unusable_nbf: 'nbf is not a number',
  unusable_ath: 'ath is not a string',
  unusable_nonce: 'nonce is not a string',
  wrong_type: 'typ is not dpop+jwt',
  critical_extension: 'crit names extensions, and none is supported',
  algorithm_not_accepted: 'alg is not among the accepted algorithms',
  private_key: 'jwk holds a private or symmetric key',
  malformed_key: 'jwk is missing or is not a supported public key',
  weak_key: 'jwk is an RSA key with fewer than 2048 bits or an unsafe exponent',
  key_mismatch: 'jwk is not a key for the algorithm that alg names',
  wrong_signature: 'the signature does not verify with the key in jwk',
  wrong_method: 'htm is not the method of the request',
  unreadable_request_uri: 'the URI of the request is not an absolute http or https URI',
  wrong_uri: 'htu is not the URI of the request',
  nonce_missing: 'nonce is missing',
  nonce_not_accepted: 'nonce was not given out recently',
  issued_in_future: 'iat or nbf lies in the future',
  expired: 'iat or exp lies too far in the past',
  ath_missing: 'ath is missing',
  wrong_token: 'ath is not the hash of the access token',
  replayed: 'the proof was used before, or the replay store takes no more',
} as const;

/** Stable, safe to count. */
export type DpopProofFault = keyof typeof DPOP_PROOF_FAULTS;

/** RFC 9449, section 7.1: what the client is told. */
export type DpopProofError = 'invalid_dpop_proof' | 'use_dpop_nonce';

/** RFC 9449, section 9: a missing nonce and one that is not accepted are answered alike, with a new one. */
export function errorOf(fault: DpopProofFault): DpopProofError {
  return fault === 'nonce_missing' || fault === 'nonce_not_accepted'
    ? 'use_dpop_nonce'
    : 'invalid_dpop_proof';
}
