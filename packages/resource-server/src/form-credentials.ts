import type { ResourceRequest } from './resource-request.ts';

/** RFC 6750, section 2.2: only methods for which a body has defined semantics. */
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

const PARAMETER = 'access_token';

/** Whether the body of a request may carry a token, as far as its method tells. */
export function mayHaveForm({ method }: ResourceRequest): boolean {
  return METHODS_WITH_BODY.has(method);
}

/** The access token of a form body (RFC 6750, section 2.2); `undefined` where the body carries none. */
export async function readFormCredentials(
  request: ResourceRequest,
): Promise<{ accessToken: string } | 'malformed_form' | 'several_credentials' | undefined> {
  const body = await request.formBody();
  if (body === undefined || body === '') return undefined;
  const tokens = findParameter(body, PARAMETER);
  if (tokens === undefined) return 'malformed_form';
  if (tokens.length > 1) return 'several_credentials';
  // RFC 6749, section 3.1: a parameter without a value is treated as if it had been left out.
  return tokens[0] === undefined || tokens[0] === '' ? undefined : { accessToken: tokens[0] };
}

/**
 * All values of a parameter, or `undefined` where the body is not well-formed. `URLSearchParams` would repair broken
 * percent-encoding, and a repaired token is not the token that the client sent.
 */
function findParameter(body: string, name: string): readonly string[] | undefined {
  const values: string[] = [];
  for (const pair of body.split('&')) {
    const equals = pair.indexOf('=');
    const key = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    if (key === undefined || value === undefined) return undefined;
    if (key === name) values.push(value);
  }
  return values;
}

/** RFC 6750, section 2.2: the content of the body consists entirely of ASCII characters. */
const ASCII = /^[\x20-\x7e]*$/;

function decode(text: string): string | undefined {
  if (!ASCII.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
