/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. Control characters serve nobody. */
const SUBJECT_IDENTIFIER = /^[\x20-\x7e]{1,255}$/;

/** @throws TypeError, without the value, for what cannot be a `sub` */
export function checkSubjectIdentifier(subject: string | undefined): string | undefined {
  if (subject === undefined || (typeof subject === 'string' && SUBJECT_IDENTIFIER.test(subject))) {
    return subject;
  }
  throw new TypeError('the claim source names a subject that is not 1 to 255 printable ASCII characters');
}
