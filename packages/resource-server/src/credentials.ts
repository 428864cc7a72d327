import { readFormCredentials } from './form-credentials.ts';
import type { HeaderLines, ResourceRequest } from './resource-request.ts';

/** The access token that a request carries, and how it was presented. */
export interface Credentials {
  /** The authentication scheme it was presented under. */
  readonly scheme: 'Bearer';
  /** The access token exactly as presented; a secret, never to be logged. */
  readonly token: string;
}

/** Why no credentials could be read; each is a denial of its own (see `denial.ts`). */
export type CredentialsFault =
  | 'no_credentials'
  | 'malformed_credentials'
  | 'malformed_token'
  | 'several_credentials'
  | 'malformed_form';

export type CredentialsReading = Credentials | CredentialsFault;

/** Where a route looks for access tokens. Tokens in the query (RFC 6750, section 2.3) are never accepted. */
export type CredentialsLocation = 'header' | 'header-or-form';

/**
 * Longer tokens are refused unasked. Node.js stops at 16 KiB for all headers together, so this bounds the tokens of
 * form bodies above all.
 */
const MAXIMUM_TOKEN_LENGTH = 8192;

/** RFC 6750, section 2.1: `b64token`, which RFC 9110, section 11.2, calls `token68`. */
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;

/** RFC 9110, section 5.6.2: what a scheme name may go on with. */
const TOKEN_CHARACTER = /[A-Za-z0-9!#$%&'*+\-.^_`|~]/;

/** Finds the access token in a request. Resolves synchronously where only the header counts. */
export function readCredentials(
  request: ResourceRequest,
  location: CredentialsLocation,
): CredentialsReading | Promise<CredentialsReading> {
  const lines = request.header('authorization');
  if (location === 'header') return readAuthorization(lines);
  return readHeaderOrForm(request, lines);
}

async function readHeaderOrForm(request: ResourceRequest, lines: HeaderLines): Promise<CredentialsReading> {
  const form = await readFormCredentials(request);
  // RFC 6750, section 2: one method per request. Any Authorization header counts, whatever its scheme: if the header won
  // silently, an intermediary that looks at the other place would judge a different token.
  if (form === undefined) return readAuthorization(lines);
  if (lines !== undefined && lines.length > 0) return 'several_credentials';
  if (typeof form === 'string') return form;
  return isWellFormed(form.accessToken) ? { scheme: 'Bearer', token: form.accessToken } : 'malformed_token';
}

function readAuthorization(lines: HeaderLines): CredentialsReading {
  if (lines === undefined || lines.length === 0) return 'no_credentials';
  if (typeof lines !== 'string') return 'several_credentials';
  if (lines.slice(0, 6).toLowerCase() !== 'bearer') return 'no_credentials';
  const separator = lines.charAt(6);
  if (separator !== ' ') {
    return TOKEN_CHARACTER.test(separator) ? 'no_credentials' : 'malformed_credentials';
  }
  const token = lines.slice(7);
  return isWellFormed(token) ? { scheme: 'Bearer', token } : readUnusualToken(token);
}

/**
 * RFC 6750, section 3.1, draws the line: a request that is malformed is `invalid_request` (nothing or several words where
 * one token belongs), a token that is malformed is `invalid_token`.
 */
function readUnusualToken(text: string): CredentialsReading {
  // Split, because an expression for blanks at the end would take quadratic time over many blanks in the middle.
  const [token = '', ...others] = text.replace(/^ +/, '').split(/[ \t]+/);
  if (token === '' || token.includes(',') || others.some((other) => other !== ''))
    return 'malformed_credentials';
  return isWellFormed(token) ? { scheme: 'Bearer', token } : 'malformed_token';
}

function isWellFormed(token: string): boolean {
  return token.length <= MAXIMUM_TOKEN_LENGTH && TOKEN68.test(token);
}
