import type { Failure } from '../failures.ts';
import { API_CODES } from '../result-codes.ts';
import { serialise } from './answer.ts';
import type { Answer } from './answer.ts';
import { ApiError } from './api-error.ts';

const STATUS_CODES: Readonly<Record<number, string>> = {
  401: API_CODES.unauthorized,
  403: API_CODES.forbidden,
  429: API_CODES.tooManyRequests,
  500: API_CODES.serverError,
  503: API_CODES.unavailable,
};

/** What a failure makes of the answer that would have been right. Failures of the connection leave it as it is. */
export function failAnswer(answer: Answer, failure: Failure): Answer {
  switch (failure.kind) {
    case 'status':
      return statusAnswer(failure);
    case 'redirect':
      return { status: 302, headers: { location: failure.location ?? '/api/misc/echo?redirected=true' } };
    case 'malformed-json':
      return {
        ...answer,
        body: { text: '{"resultCode":"A056001","action":', contentType: 'application/json' },
      };
    case 'wrong-content-type':
      return answer.body
        ? {
            ...answer,
            body: {
              text: serialise(answer.body).content,
              contentType: failure.contentType ?? 'text/html;charset=UTF-8',
            },
          }
        : answer;
    case 'oversized-body':
      return change(answer, (json) => ({ ...json, padding: 'x'.repeat(failure.bytes ?? 16 * 1024 * 1024) }));
    case 'unknown-action':
      return change(answer, (json) => ({ ...json, action: 'PERHAPS' }));
    case 'missing-action':
      return change(answer, (json) => ({ ...json, action: undefined }));
    case 'missing-response-content':
      return change(answer, (json) => ({ ...json, responseContent: undefined }));
    case 'control-characters':
      return change(answer, ({ responseContent, ...json }) => ({
        ...json,
        responseContent: `${typeof responseContent === 'string' ? responseContent : ''}\r\nSet-Cookie: injected=true`,
      }));
    case 'internal-server-error':
      return change(answer, () => ({
        resultCode: API_CODES.serverError,
        resultMessage: `[${API_CODES.serverError}] Authlete Server error.`,
        action: 'INTERNAL_SERVER_ERROR',
        responseContent: 'Bearer error="server_error"',
        localAuthlete: true,
      }));
    case 'unusable':
      return change(answer, (json) => ({ ...json, usable: false }));
    case 'expiry-before-issue':
    case 'slow-headers':
    case 'slow-body':
    case 'truncated-body':
    case 'connection-reset':
      return answer;
  }
}

function statusAnswer(failure: Failure & { kind: 'status' }): Answer {
  const { status, retryAfter } = failure;
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return failure.body === 'html'
    ? {
        status,
        headers,
        body: {
          text: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`,
          contentType: 'text/html;charset=UTF-8',
        },
      }
    : new ApiError(status, STATUS_CODES[status] ?? '', 'A failure switch is on.', headers).toAnswer();
}

function change(
  answer: Answer,
  changeMembers: (json: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Answer {
  return answer.body && 'json' in answer.body
    ? { ...answer, body: { ...answer.body, json: changeMembers(answer.body.json) } }
    : answer;
}
