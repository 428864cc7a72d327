import type { CoveredComponent } from './covered-component.ts';
import type { RequestMessage } from './http-message.ts';

/** RFC 3986, section 3, for http and https: no user information, no fragment. */
const TARGET_URI = /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]+)(?::([0-9]*))?(\/[^?#]*)?(\?[^#]*)?$/i;

const VISIBLE_ASCII = /^[!-~]+$/;

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * A derived component of a request (RFC 9421, section 2.2).
 *
 * `@request-target` is always in origin form: which form the request line had, the message does not say.
 *
 * @returns `undefined` for `@status`, for a target that is not an absolute http or https URI, and for a query parameter that is
 *   not there or is there twice
 */
export function deriveComponent(
  { name, part }: CoveredComponent,
  { method, targetUri }: RequestMessage,
): string | undefined {
  if (name === '@method') return METHOD.test(method) ? method : undefined;
  const [, scheme, host, port, path = '/', search] =
    (VISIBLE_ASCII.test(targetUri) && TARGET_URI.exec(targetUri)) || [];
  if (scheme === undefined || host === undefined) return undefined;
  switch (name) {
    case '@target-uri':
      return targetUri;
    case '@authority':
      return writeAuthority(scheme.toLowerCase(), host.toLowerCase(), port);
    case '@scheme':
      return scheme.toLowerCase();
    case '@request-target':
      return path + (search ?? '');
    case '@path':
      return path;
    case '@query':
      return search ?? '?';
    case '@query-param':
      return readQueryParameter(search ?? '', part);
    default:
      return undefined;
  }
}

/** RFC 9421, section 2.2.3: in lower case, without the port that is the scheme's own. */
function writeAuthority(scheme: string, host: string, port: string | undefined): string {
  return port === undefined || port === '' || port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}

/** RFC 9421, section 2.2.8: a parameter that comes twice cannot be covered. */
function readQueryParameter(search: string, name: string | undefined): string | undefined {
  let found: string | undefined;
  for (const [candidate, value] of new URLSearchParams(search)) {
    if (encodeQueryPart(candidate) !== name) continue;
    if (found !== undefined) return undefined;
    found = encodeQueryPart(value);
  }
  return found;
}

/** The percent-encoding of the URL Standard for forms, with `%20` for a space. */
function encodeQueryPart(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()~]/g, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
