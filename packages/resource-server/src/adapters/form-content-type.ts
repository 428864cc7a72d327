const FORM = /^[ \t]*application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;

/** Whether a `Content-Type` is a form's: parameters such as `charset` are allowed (RFC 9110, section 8.3.1). */
export function isFormContentType(contentType: string | null | undefined): boolean {
  return FORM.test(contentType ?? '');
}
