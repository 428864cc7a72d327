/** The error codes that Authlete is known to put into a challenge (RFC 6750, 3.1; RFC 9449, 7.1 and 9; RFC 9470, 3). */
const KNOWN_ERRORS = [
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'insufficient_user_authentication',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'server_error',
] as const;

/** What a ready-made challenge says, reduced to words from fixed lists: nothing else of it may travel further. */
export interface ReadChallenge {
  readonly scheme: 'Bearer' | 'DPoP' | undefined;
  readonly error: (typeof KNOWN_ERRORS)[number] | undefined;
}

const NOTHING: ReadChallenge = Object.freeze({ scheme: undefined, error: undefined });

/** RFC 9110, section 11.6.1: a scheme and its parameters. */
const CHALLENGE = /^[\t ]*(Bearer|DPoP) +(.*)$/is;
/** One `auth-param` (RFC 9110, section 11.2) and the comma after it. */
const PARAMETER =
  /[\t ]*([\w!#$%&'*+.^`|~-]+)[\t ]*=[\t ]*(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~-]+))[\t ]*(?:,|$)/sy;

/**
 * Reads the scheme and the `error` of the challenge that Authlete proposes in `responseContent`. Commas and equals signs
 * inside quoted strings do not mislead it. Of a challenge that is not well formed up to its `error`, nothing is known.
 */
export function readChallenge(text: string | undefined): ReadChallenge {
  const match = text === undefined ? null : CHALLENGE.exec(text);
  if (match === null) {
    return NOTHING;
  }
  const scheme = match[1]?.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
  return { scheme, error: findError(match[2] ?? '') };
}

function findError(parameters: string): ReadChallenge['error'] {
  PARAMETER.lastIndex = 0;
  for (let match = PARAMETER.exec(parameters); match !== null; match = PARAMETER.exec(parameters)) {
    if (match[1]?.toLowerCase() === 'error') {
      const error = match[2] ?? match[3];
      return KNOWN_ERRORS.find((known) => known === error);
    }
  }
  return undefined;
}
