import { mayHaveForm, readFormCredentials } from './form-credentials.ts';
import type { HeaderLines, ResourceRequest } from './resource-request.ts';

/** The authentication schemes under which access tokens are presented (RFC 6750, section 2.1; RFC 9449, section 7.1). */
export type Scheme = 'Bearer' | 'DPoP';

/**
 * Whether tokens may come with a DPoP proof (RFC 9449).
 *
 * - `'off'`: the scheme `DPoP` is not known here
 * - `'accept'`: both schemes are. A token that is bound to nothing is refused under `DPoP`, but by Authlete it is taken with any
 *   proof: it would be under `Bearer` as well. Where it must be bound, say so with `'require'` or `senderConstraint`.
 * - `'require'`: tokens under `Bearer` are refused
 */
export type DpopMode = 'off' | 'accept' | 'require';

/** The access token that a request carries, and how it was presented. */
export interface Credentials {
  /** The authentication scheme it was presented under. */
  readonly scheme: Scheme;
  /** The access token exactly as presented; a secret, never to be logged. */
  readonly token: string;
  /** The DPoP proof that came with it, exactly as presented; only under the scheme `DPoP`. */
  readonly proof?: string | undefined;
}

/** Why no credentials could be read; each is a denial of its own (see `denial.ts`). */
export type CredentialsFault =
  | 'no_credentials'
  | 'malformed_credentials'
  | 'malformed_token'
  | 'several_credentials'
  | 'malformed_form'
  | 'bearer_not_accepted'
  | 'proof_missing'
  | 'several_proofs';

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

/** Finds the access token in a request. Only a form must be waited for. */
export function readCredentials(
  request: ResourceRequest,
  location: CredentialsLocation,
  dpop: DpopMode,
): CredentialsReading | Promise<CredentialsReading> {
  const lines = request.header('authorization');
  return location === 'header' || !mayHaveForm(request)
    ? readAuthorization(request, lines, dpop)
    : readHeaderOrForm(request, lines, dpop);
}

async function readHeaderOrForm(
  request: ResourceRequest,
  lines: HeaderLines,
  dpop: DpopMode,
): Promise<CredentialsReading> {
  const form = await readFormCredentials(request);
  // RFC 6750, section 2: one method per request. Any Authorization header counts, whatever its scheme: if the header won
  // silently, an intermediary that looks at the other place would judge a different token.
  if (form === undefined) return readAuthorization(request, lines, dpop);
  if (lines !== undefined && lines.length > 0) return 'several_credentials';
  if (typeof form === 'string') return form;
  if (dpop === 'require') return 'bearer_not_accepted';
  return isWellFormed(form.accessToken) ? { scheme: 'Bearer', token: form.accessToken } : 'malformed_token';
}

function readAuthorization(request: ResourceRequest, lines: HeaderLines, dpop: DpopMode): CredentialsReading {
  if (lines === undefined || lines.length === 0) return 'no_credentials';
  if (typeof lines !== 'string') return 'several_credentials';
  if (lines.slice(0, 6).toLowerCase() === 'bearer') {
    const reading = readToken('Bearer', lines);
    return typeof reading === 'object' && dpop === 'require' ? 'bearer_not_accepted' : reading;
  }
  if (dpop !== 'off' && lines.slice(0, 4).toLowerCase() === 'dpop') {
    const reading = readToken('DPoP', lines);
    return typeof reading === 'object' ? readProof(request, reading.token) : reading;
  }
  return 'no_credentials';
}

/** What follows the name of the scheme. */
function readToken(scheme: Scheme, line: string): CredentialsReading {
  const separator = line.charAt(scheme.length);
  if (separator !== ' ') {
    return TOKEN_CHARACTER.test(separator) ? 'no_credentials' : 'malformed_credentials';
  }
  const token = line.slice(scheme.length + 1);
  return isWellFormed(token) ? { scheme, token } : readUnusualToken(scheme, token);
}

/** RFC 9449, section 4.3, check 1: not more than one `DPoP` header. */
function readProof(request: ResourceRequest, token: string): CredentialsReading {
  const proof = request.header('dpop');
  if (proof === undefined || proof.length === 0) return 'proof_missing';
  return typeof proof === 'string' ? { scheme: 'DPoP', token, proof } : 'several_proofs';
}

/**
 * RFC 6750, section 3.1, draws the line: a request that is malformed is `invalid_request` (nothing or several words where
 * one token belongs), a token that is malformed is `invalid_token`.
 */
function readUnusualToken(scheme: Scheme, text: string): CredentialsReading {
  // Split, because an expression for blanks at the end would take quadratic time over many blanks in the middle.
  const [token = '', ...others] = text.replace(/^ +/, '').split(/[ \t]+/);
  if (token === '' || token.includes(',') || others.some((other) => other !== '')) {
    return 'malformed_credentials';
  }
  return isWellFormed(token) ? { scheme, token } : 'malformed_token';
}

function isWellFormed(token: string): boolean {
  return token.length <= MAXIMUM_TOKEN_LENGTH && TOKEN68.test(token);
}
