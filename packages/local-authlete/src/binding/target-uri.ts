/** What a request target may hold: visible ASCII, and every percent sign begins an escape (RFC 3986 section 2.1). */
const CHARACTERS = /^(?:[!-$&-[\]-~]|%[0-9a-f]{2})+$/i;

/** RFC 3986 section 2.3. */
const UNRESERVED = /[\w.~-]/;

/**
 * The one spelling of a URL by which two can be compared (RFC 9449 section 4.3, RFC 3986 sections 6.2.2 and 6.2.3),
 * without query and fragment.
 *
 * @returns Nothing for what is no http or https URL, and for one with user information.
 */
export function normaliseTargetUri(address: string | undefined): string | undefined {
  const [identifier = ''] = address?.split(/[?#]/, 1) ?? [];
  if (!CHARACTERS.test(identifier)) {
    return undefined;
  }
  const decoded = identifier.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(character) ? character : escape.toUpperCase();
  });
  const url = /^https?:\/\/[^/]/i.test(decoded) ? URL.parse(decoded) : null;
  return url && !url.username && !url.password ? url.href : undefined;
}
