import type { JsonSchema, Operation } from './operation.ts';

/** The form of every error (RFC 6749, section 5.2; RFC 6750, section 3.1). */
export const ERROR_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['error', 'error_description'],
  properties: {
    error: { type: 'string', description: 'A stable code.', examples: ['invalid_token'] },
    error_description: { type: 'string', description: 'A sentence for developers.' },
  },
};

const ERROR = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

const header = (description: string, required = true): object => ({
  description,
  required,
  schema: { type: 'string' },
});

const CHALLENGE = header('One challenge for each scheme that is possible (RFC 9110, section 11.6.1).');
const NONCE = header(
  'The nonce for the next DPoP proof, where proofs need one (RFC 9449, section 9).',
  false,
);

type ErrorAnswer =
  | 'Malformed'
  | 'InvalidRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'Timeout'
  | 'TooLarge'
  | 'UnsupportedMediaType'
  | 'HeaderTooLarge'
  | 'ServerError'
  | 'Unavailable';

/** The answers that several operations share, as OpenAPI 3.1 describes them. */
export const ERROR_ANSWERS: Readonly<Record<ErrorAnswer, object>> = {
  Malformed: { description: 'The request is malformed.', content: ERROR },
  InvalidRequest: {
    description: 'The request is malformed, or carries more than one access token (`invalid_request`).',
    headers: { 'WWW-Authenticate': { ...CHALLENGE, required: false }, 'DPoP-Nonce': NONCE },
    content: ERROR,
  },
  Unauthorized: {
    description:
      'No access token (an empty body and a challenge without an error), one that is not good for this (`invalid_token`, ' +
      '`insufficient_user_authentication`), or a DPoP proof that is not (`invalid_dpop_proof`, `use_dpop_nonce`).',
    headers: { 'WWW-Authenticate': CHALLENGE, 'DPoP-Nonce': NONCE },
    content: ERROR,
  },
  Forbidden: {
    description:
      'The access token lacks a scope; the challenge names those that are needed (`insufficient_scope`).',
    headers: { 'WWW-Authenticate': CHALLENGE, 'DPoP-Nonce': NONCE },
    content: ERROR,
  },
  Timeout: { description: 'The request took too long to arrive (`request_timeout`).', content: ERROR },
  TooLarge: { description: 'The body is too large (`content_too_large`).', content: ERROR },
  UnsupportedMediaType: {
    description: 'The Content-Type is malformed (`unsupported_media_type`).',
    content: ERROR,
  },
  HeaderTooLarge: {
    description: 'The header fields are larger than 16 KiB (`header_fields_too_large`).',
    content: ERROR,
  },
  ServerError: { description: 'Something that nobody foresaw (`server_error`).', content: ERROR },
  Unavailable: {
    description:
      'The authority, or what the answer is made of, cannot be asked at the moment (`temporarily_unavailable`). The access ' +
      'token may be perfectly good.',
    headers: { 'Retry-After': header('Seconds to wait.'), 'DPoP-Nonce': NONCE },
    content: ERROR,
  },
};

/** Which of them an operation can give, by status. */
export function errorAnswersOf({ access, body }: Operation): Readonly<Record<number, ErrorAnswer>> {
  return {
    400: access ? 'InvalidRequest' : 'Malformed',
    ...(access && ({ 401: 'Unauthorized' } as const)),
    ...(access?.scopes && ({ 403: 'Forbidden' } as const)),
    408: 'Timeout',
    ...(body && ({ 413: 'TooLarge', 415: 'UnsupportedMediaType' } as const)),
    431: 'HeaderTooLarge',
    500: 'ServerError',
    ...(access && ({ 503: 'Unavailable' } as const)),
  };
}
