/** Segments of unescaped `pchar` (RFC 3986, section 3.3) and escapes; without `;`, which some routers cut a path at. */
const PATH = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;

/**
 * What makes one path look like another to somebody: an empty segment that is not the last, dot segments, and escapes of
 * control characters, of `/`, `\`, `;` and `.`, of other characters that need none, of octets that UTF-8 does not know,
 * and of a percent sign that would begin another escape if somebody decoded twice.
 */
const AMBIGUOUS =
  /\/\/|\/\.\.?(?:\/|$)|%(?:[01][0-9A-F]|2[DEF]|3[0-9B]|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AEF]|C[01]|F[5-9A-F]|25[0-9A-F]{2})/i;

/** Visible ASCII; a query has no fragment after it in a request (RFC 9112, section 3.2.1). */
const QUERY = /^[\x21\x22\x24-\x7e]*$/;

/**
 * Whether a request target is in origin form (RFC 9112, section 3.2.1) and its path has a single reading, so that a policy
 * which is chosen by path judges the path that the router serves. Refuse a request whose target is not canonical before
 * any policy by path is looked up.
 *
 * Upper and lower case, and a slash at the end, are differences that are left to the router.
 *
 * @example
 * ```ts
 * isCanonicalTarget('/orders/caf%C3%A9?page=2'); // true
 * isCanonicalTarget('/public/..%2Forders'); // false
 * ```
 */
export function isCanonicalTarget(target: string): boolean {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  return PATH.test(path) && !AMBIGUOUS.test(path) && (mark === -1 || QUERY.test(target.slice(mark + 1)));
}
