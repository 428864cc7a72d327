/** RFC 7515, 3.1: three parts, the last empty for `alg: none`. RFC 7516, 3.1: five, the second empty for direct keys. */
const COMPACT_JWT = /^[\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]+\.[\w-]+)?$/;

/** Whether a text has the form of a JWT, signed or encrypted; nothing of it is read. */
export function isCompactJwt(text: string): boolean {
  return COMPACT_JWT.test(text);
}
