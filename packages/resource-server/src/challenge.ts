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
}

/** What a quoted-string may hold without escaping, and what RFC 6750, section 3, allows in its parameters. */
const NOT_QUOTABLE = /[^\x20-\x7e]/g;
const TO_BE_ESCAPED = /["\\]/g;

/**
 * The value of a `WWW-Authenticate` header: one challenge with its parameters quoted and escaped (RFC 9110, section
 * 11.6.1; RFC 6750, section 3). This is the only place that writes one, so no text from elsewhere can end a
 * parameter, begin another or break the header: control characters and what is not ASCII become `?`.
 *
 * @example
 * ```ts
 * writeChallenge('Bearer', { realm: 'api', error: 'insufficient_scope', scope: 'read' });
 * // Bearer realm="api", error="insufficient_scope", scope="read"
 * ```
 */
export function writeChallenge(scheme: 'Bearer', parameters: ChallengeParameters): string {
  const written: string[] = [];
  for (const [name, value] of Object.entries(parameters) as [string, string | undefined][]) {
    if (value !== undefined) written.push(`${name}="${quotable(value)}"`);
  }
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`;
}

function quotable(value: string): string {
  return value.replaceAll(NOT_QUOTABLE, '?').replaceAll(TO_BE_ESCAPED, String.raw`\$&`);
}
