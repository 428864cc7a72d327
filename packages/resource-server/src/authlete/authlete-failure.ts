/**
 * Why a question to Authlete was not answered. What Authlete *decided* about a token, `INTERNAL_SERVER_ERROR`
 * included, is an answer and not among these.
 *
 * None of them holds a credential, a token or text that Authlete sent.
 *
 * - `connect`: no connection; `code` is the system's or TLS library's name for the cause, such as `ECONNREFUSED`
 * - `timeout`: no complete answer in time; `phase` tells what was waited for
 * - `connection_lost`: the connection broke before the answer began
 * - `truncated`: the connection broke in the middle of the answer
 * - `protocol`: the answer is not HTTP
 * - `too_large`: the answer is longer than the client accepts
 * - `http_status`: an HTTP status other than 200; `retryAfter` in seconds, where Authlete asked for a pause
 * - `redirect`: an HTTP status 3xx, which is never followed: it would send credentials and token elsewhere
 * - `content_type`: not `application/json`
 * - `malformed_json`: not UTF-8, not JSON (RFC 8259), or not a JSON object
 * - `unexpected_member`: a member that matters has another JSON type than it should
 * - `overloaded`: too many questions are pending already, this one was not asked
 * - `no_time_left`: the time of the request was over before this question, which was not asked
 * - `circuit_open`: too many questions have failed, this one was not asked; `retryAfter` in seconds, until one will be again
 * - `closed`: the client is closed
 */
export type AuthleteFailure =
  | { readonly kind: 'connect'; readonly code: string | undefined }
  | { readonly kind: 'timeout'; readonly phase: 'connection' | 'headers' | 'body' }
  | { readonly kind: 'connection_lost' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'protocol' }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'http_status'; readonly status: number; readonly retryAfter: number | undefined }
  | { readonly kind: 'redirect'; readonly status: number }
  | { readonly kind: 'content_type' }
  | { readonly kind: 'malformed_json' }
  | { readonly kind: 'unexpected_member'; readonly member: string }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'no_time_left' }
  | { readonly kind: 'circuit_open'; readonly retryAfter: number }
  | { readonly kind: 'closed' };

/** Says in a sentence, for an operator and never for a client, what went wrong and where to look. */
export function describeAuthleteFailure(failure: AuthleteFailure): string {
  switch (failure.kind) {
    case 'connect':
      return `Authlete cannot be reached${failure.code === undefined ? '' : ` (${failure.code})`}: check base_url and the network`;
    case 'timeout':
      return describeTimeout(failure.phase);
    case 'connection_lost':
      return 'Authlete closed the connection without an answer';
    case 'truncated':
      return 'Authlete closed the connection in the middle of its answer';
    case 'protocol':
      return 'what answers at base_url does not speak HTTP/1.1: check base_url';
    case 'too_large':
      return 'the answer of Authlete is larger than the client accepts';
    case 'http_status':
      return describeStatus(failure.status);
    case 'redirect':
      return `Authlete answered with a redirect (HTTP ${failure.status}), which is not followed: check base_url`;
    case 'content_type':
      return 'Authlete answered with something that is not application/json: check base_url, and proxies on the way';
    case 'malformed_json':
      return 'the answer of Authlete is not a JSON object';
    case 'unexpected_member':
      return `the answer of Authlete has a member ${failure.member} of an unexpected type`;
    case 'overloaded':
      return 'too many questions to Authlete are pending';
    case 'no_time_left':
      return 'no time was left to ask Authlete';
    case 'circuit_open':
      return 'Authlete is not asked for a while, because it failed or limits the rate (circuit breaker)';
    case 'closed':
      return 'the connection pool to Authlete is closed';
  }
}

function describeTimeout(phase: 'connection' | 'headers' | 'body'): string {
  switch (phase) {
    case 'connection':
      return 'no connection to Authlete became free in time';
    case 'headers':
      return 'Authlete did not begin to answer in time';
    case 'body':
      return 'Authlete did not finish its answer in time';
  }
}

function describeStatus(status: number): string {
  if (status === 401 || status === 403) {
    return (
      `Authlete refused the service credentials (HTTP ${status}): check service.api_key and service.api_secret, ` +
      'or, for API 3.x, service.access_token and its permissions'
    );
  }
  if (status === 404) {
    return 'Authlete does not know the service or the path (HTTP 404): check base_url, api_version and service.api_key';
  }
  if (status === 429) {
    return 'Authlete limits the rate of questions (HTTP 429)';
  }
  return `Authlete answered with HTTP ${status}`;
}
