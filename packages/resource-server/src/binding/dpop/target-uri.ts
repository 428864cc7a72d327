/** RFC 3986, section 3, for http and https: scheme, host and port apart; no user information; query and fragment dropped. */
const HTTP_URI =
  /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]+)(?::([0-9]*))?(\/[!-~]*)?$/i;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

const MALFORMED_ENCODING = /%(?![0-9A-Fa-f]{2})/;

/** RFC 3986, section 2.3. */
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * Normalises an absolute http or https URI (RFC 3986, sections 6.2.2 and 6.2.3) and drops its query and fragment, so that
 * two spellings of a target (RFC 9449, section 4.3, check 9) can be compared as texts.
 *
 * Not normalised, because these may name different things: encoded reserved characters such as `%2F`, repeated slashes,
 * a slash at the end, and the case of the path.
 *
 * @returns `undefined` for other schemes, relative references, user information, malformed percent-encoding, and
 *   characters that a URI cannot hold
 *
 * @example
 * ```ts
 * normalizeTargetUri('HTTPS://API.example.com:443/a/./%7Eb?c=d'); // 'https://api.example.com/a/~b'
 * ```
 */
export function normalizeTargetUri(uri: string): string | undefined {
  const [, scheme, host, port, path = ''] = HTTP_URI.exec(withoutQueryAndFragment(uri)) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  const normalHost = normalizeEncoding(host)?.toLowerCase();
  const normalPath = normalizeEncoding(path);
  if (normalHost === undefined || normalPath === undefined) return undefined;
  const normalScheme = scheme.toLowerCase();
  const authority =
    port === undefined || port === '' || port === DEFAULT_PORTS[normalScheme]
      ? normalHost
      : `${normalHost}:${port}`;
  return `${normalScheme}://${authority}${removeDotSegments(normalPath)}`;
}

function withoutQueryAndFragment(uri: string): string {
  const end = uri.search(/[?#]/);
  return end < 0 ? uri : uri.slice(0, end);
}

/** RFC 3986, sections 6.2.2.1 and 6.2.2.2: unreserved characters as they are, all others in capital digits. */
function normalizeEncoding(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (MALFORMED_ENCODING.test(text)) return undefined;
  return text.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return UNRESERVED.test(character) ? character : encoded.toUpperCase();
  });
}

/** RFC 3986, sections 5.2.4 and 6.2.2.3; and 6.2.3: the empty path is `/`. */
function removeDotSegments(path: string): string {
  if (path === '') return '/';
  if (!path.includes('/.')) return path;
  const segments = path.slice(1).split('/');
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === '.' || last === '..') kept.push('');
  return `/${kept.join('/')}`;
}
