import type { Scheme } from './credentials.ts';

/** The parameters of a challenge in the order in which they are written. Absent ones are left out. */
export interface ChallengeParameters {
  /** RFC 9110, section 11.5. */
  readonly realm?: string | undefined;
  /** RFC 6750, section 3.1. */
  readonly error?: string | undefined;
  /** RFC 6750, section 3: for a developer who reads the answer. */
  readonly error_description?: string | undefined;
  /** RFC 6750, section 3: the scopes that the request needs, separated by spaces. */
  readonly scope?: string | undefined;
  /** RFC 9470, section 3: authentication context classes, separated by spaces. */
  readonly acr_values?: string | undefined;
  /** RFC 9470, section 3: seconds. */
  readonly max_age?: string | undefined;
  /** RFC 9449, section 7.1: the algorithms for proofs, separated by spaces. */
  readonly algs?: string | undefined;
  /** RFC 9728, section 5.1. */
  readonly resource_metadata?: string | undefined;
}

const NOT_PRINTABLE = /[^\x20-\x7e]/g;
const QUOTE_OR_BACKSLASH = /["\\]/g;

/**
 * One challenge with its parameters quoted and escaped (RFC 9110, section 11.6.1; RFC 6750, section 3). This is the only
 * place that writes one, so no text from elsewhere can end a parameter, begin another or break the header: control
 * characters and what is not ASCII become `?`. So do quotes and backslashes, which RFC 6750 forbids in its parameters;
 * only in a realm they are allowed, and escaped.
 *
 * Several challenges make one value of `WWW-Authenticate` with a comma and a space between them.
 *
 * @example
 * ```ts
 * writeChallenge('Bearer', { realm: 'api', error: 'insufficient_scope', scope: 'read' });
 * // Bearer realm="api", error="insufficient_scope", scope="read"
 * ```
 */
export function writeChallenge(scheme: Scheme, parameters: ChallengeParameters): string {
  const written: string[] = [];
  for (const [name, value] of Object.entries(parameters) as [string, string | undefined][]) {
    if (value === undefined) continue;
    const replacement = name === 'realm' ? String.raw`\$&` : '?';
    const text = value.replaceAll(NOT_PRINTABLE, '?').replaceAll(QUOTE_OR_BACKSLASH, replacement);
    written.push(`${name}="${text}"`);
  }
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`;
}
