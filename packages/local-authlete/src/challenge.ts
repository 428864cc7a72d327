/** What a challenge says to the client. */
export interface Challenge {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly error: string;
  /** Authlete's result code, which begins the description and ends the address. */
  readonly code: string;
  readonly description: string;
  /** Further parameters, such as `scope` or `algs`, in their order. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Writes a challenge as Authlete does: `error`, `error_description`, `error_uri`, then what belongs to the condition,
 * quoted, with commas and no spaces between.
 */
export function writeChallenge({ scheme, error, code, description, parameters }: Challenge): string {
  return `${scheme} ${Object.entries({
    error,
    error_description: `[${code}] ${description}`,
    error_uri: `https://docs.authlete.com/#${code}`,
    ...parameters,
  })
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(',')}`;
}

/** A quoted-string of RFC 9110 section 5.6.4; what cannot stand in a header becomes `?`. */
function quote(value: string): string {
  return `"${value.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
