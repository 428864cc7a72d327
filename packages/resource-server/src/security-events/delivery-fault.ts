/** The codes of RFC 8935, section 2.4, of which one is told to the transmitter. */
export type DeliveryError =
  | 'invalid_request'
  | 'invalid_key'
  | 'invalid_issuer'
  | 'invalid_audience'
  | 'authentication_failed';

/** Why a security event token is not taken. */
export type DeliveryFault =
  | 'wrong_content_type'
  | 'too_long'
  | 'not_authenticated'
  | 'malformed'
  | 'wrong_type'
  | 'critical_extension'
  | 'algorithm_not_accepted'
  | 'unknown_key'
  | 'wrong_signature'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'malformed_claims'
  | 'with_expiry'
  | 'from_the_future'
  | 'too_old'
  | 'subject_not_understood';

/** What the transmitter is told. */
export interface DeliveryRefusal {
  readonly status: 400 | 413 | 415;
  readonly err: DeliveryError;
  readonly description: string;
}

export const DELIVERY_FAULTS: Readonly<Record<DeliveryFault, DeliveryRefusal>> = {
  wrong_content_type: {
    status: 415,
    err: 'invalid_request',
    description: 'The content type must be application/secevent+jwt.',
  },
  too_long: {
    status: 413,
    err: 'invalid_request',
    description: 'The security event token is longer than is accepted.',
  },
  not_authenticated: {
    status: 400,
    err: 'authentication_failed',
    description: 'The Authorization header is not the one that was agreed.',
  },
  malformed: {
    status: 400,
    err: 'invalid_request',
    description: 'The body must be one signed JWT in compact serialization.',
  },
  wrong_type: {
    status: 400,
    err: 'invalid_request',
    description: 'The type (typ) must be secevent+jwt.',
  },
  critical_extension: {
    status: 400,
    err: 'invalid_request',
    description: 'No critical extension (crit) is understood.',
  },
  algorithm_not_accepted: {
    status: 400,
    err: 'invalid_key',
    description: 'The signature algorithm (alg) is not accepted.',
  },
  unknown_key: {
    status: 400,
    err: 'invalid_key',
    description: 'The key set of the issuer has not exactly one key for this signature.',
  },
  wrong_signature: {
    status: 400,
    err: 'invalid_key',
    description: 'The signature does not verify.',
  },
  wrong_issuer: {
    status: 400,
    err: 'invalid_issuer',
    description: 'The issuer (iss) is not the one that was agreed.',
  },
  wrong_audience: {
    status: 400,
    err: 'invalid_audience',
    description: 'The audience (aud) does not name this receiver.',
  },
  malformed_claims: {
    status: 400,
    err: 'invalid_request',
    description: 'The claims jti, iat and events must be there as RFC 8417, section 2.2, has them.',
  },
  with_expiry: {
    status: 400,
    err: 'invalid_request',
    description: 'A security event token of the Shared Signals Framework has no expiry (exp).',
  },
  from_the_future: {
    status: 400,
    err: 'invalid_request',
    description: 'The time of issue (iat) is in the future.',
  },
  too_old: {
    status: 400,
    err: 'invalid_request',
    description: 'The time of issue (iat) is too long ago.',
  },
  subject_not_understood: {
    status: 400,
    err: 'invalid_request',
    description: 'The subject identifier of the event cannot be mapped to a subject of access tokens.',
  },
};
