import type { AccessToken } from './access-token.ts';
import { writeChallenge } from './challenge.ts';
import type { DpopMode, Scheme } from './credentials.ts';
import type { ResponseMessage } from './message-signatures/http-message.ts';
import type { ResponseSignature } from './message-signatures/response-signer.ts';
import { DENIALS, type DenialCode, type DenialWords } from './denial.ts';

/** Header fields of an answer; names as they are usually written. */
export type ResponseHeaders = Readonly<Record<string, string>>;

/** The request may go on. */
export interface Granted {
  readonly granted: true;
  /** What is known about the access token. */
  readonly token: AccessToken;
  /**
   * Fields that the answer must carry, whatever it is: `Cache-Control: no-store`, `DPoP-Nonce` where there is one, and
   * `x-fapi-interaction-id` with the FAPI profile.
   */
  readonly headers: ResponseHeaders;
  /**
   * There where the answer must be signed (RFC 9421): makes the fields that the answer must also carry. An answer without them
   * must not go out. The adapters for Fastify and Web `Request` call it; with others it is the caller's.
   *
   * @throws ResponseSigningError when the answer cannot be signed: answer 500
   */
  readonly sign?: ((response: ResponseMessage) => ResponseSignature) | undefined;
}

/** The request may not go on, and this is the complete answer to it. */
export interface Denied {
  readonly granted: false;
  readonly status: 400 | 401 | 403 | 503;
  readonly headers: ResponseHeaders;
  /** JSON with `error` and `error_description`; empty where the client gave no credentials. */
  readonly body: string;
  /** Which denial this is: stable, safe to log and to count. */
  readonly code: DenialCode;
  /** For the operator, never for the client: what was found. Holds no token. */
  readonly reason: string;
  /** For the operator, never for the client: the error behind it, where there was one. */
  readonly cause?: unknown;
}

/** What `authorize` resolves with. */
export type Decision = Granted | Denied;

/** What a denial may add to the words of its code. */
export interface DenialDetail {
  readonly reason?: string | undefined;
  readonly cause?: unknown;
  /** The scopes that the request needs. */
  readonly scopes?: readonly string[] | undefined;
  /** The authentication context classes of which the request needs one. */
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds since the user's sign-in that the request allows. */
  readonly maxAge?: number | undefined;
  readonly dpopNonce?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** What the challenges of a resource server say, whatever the denial. */
export interface ChallengeSettings {
  readonly realm: string | undefined;
  /** The algorithms for DPoP proofs, separated by spaces. */
  readonly algorithms: string;
  /** Where the metadata of the resource are (RFC 9728, section 5.1). */
  readonly resourceMetadata: string | undefined;
}

/** RFC 6749, section 5.1, and RFC 6750, section 5.3: what depends on a credential is not stored by anybody. */
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

const NO_STORE_ONLY: ResponseHeaders = Object.freeze({ ...NO_STORE });

/** Seconds that a client is asked to wait where the authority names no time of its own. */
const DEFAULT_RETRY_AFTER = 5;

/** The fields that every answer of a protected endpoint carries. */
export function protectedHeaders(dpopNonce: string | undefined, interactionId?: string): ResponseHeaders {
  if (dpopNonce === undefined && interactionId === undefined) return NO_STORE_ONLY;
  return {
    ...NO_STORE,
    ...(dpopNonce !== undefined && { 'DPoP-Nonce': dpopNonce }),
    ...(interactionId !== undefined && { 'x-fapi-interaction-id': interactionId }),
  };
}

/**
 * The complete answer for a denial: status, challenge and body from the one table of denials.
 *
 * @param used the scheme that the client used; `undefined` where it used none that counts
 * @param carried the fields that every answer carries
 */
export function deny(
  code: DenialCode,
  settings: ChallengeSettings,
  dpop: DpopMode,
  used: Scheme | undefined,
  carried: ResponseHeaders,
  detail: DenialDetail = {},
): Denied {
  const { status, error, description } = DENIALS[code];
  const headers: Record<string, string> = { ...carried };
  if (status === 503) {
    headers['Retry-After'] = String(detail.retryAfter ?? DEFAULT_RETRY_AFTER);
  } else {
    headers['WWW-Authenticate'] = writeChallenges(DENIALS[code], settings, dpop, used, detail);
  }
  if (error !== undefined) headers['Content-Type'] = 'application/json';
  const body = error === undefined ? '' : JSON.stringify({ error, error_description: description });
  const reason = detail.reason ?? description ?? 'the request carries no access token';
  return { granted: false, status, headers, body, code, reason, cause: detail.cause };
}

/**
 * One challenge for each scheme that is possible (RFC 9449, section 7.2), the error with the scheme that the client used. Only
 * where another scheme would not help, with 400 and 403, the others are left out.
 */
function writeChallenges(
  { status, error, description }: DenialWords,
  { realm, algorithms, resourceMetadata }: ChallengeSettings,
  dpop: DpopMode,
  used: Scheme | undefined,
  { scopes, acrValues, maxAge }: DenialDetail,
): string {
  const possible = SCHEMES[dpop];
  const answered = used !== undefined && possible.includes(used) ? used : possible[0];
  const written: string[] = [];
  for (const scheme of possible) {
    const isAnswered = scheme === answered;
    if (!isAnswered && status !== 401) continue;
    written.push(
      writeChallenge(scheme, {
        realm,
        ...(isAnswered && {
          error,
          error_description: description,
          scope: scopes?.join(' '),
          acr_values: acrValues?.join(' '),
          max_age: maxAge?.toString(),
        }),
        algs: scheme === 'DPoP' ? algorithms : undefined,
        resource_metadata: resourceMetadata,
      }),
    );
  }
  return written.join(', ');
}

const SCHEMES: Readonly<Record<DpopMode, readonly [Scheme, ...Scheme[]]>> = {
  off: ['Bearer'],
  accept: ['Bearer', 'DPoP'],
  require: ['DPoP'],
};
