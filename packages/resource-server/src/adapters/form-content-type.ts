/** Whether a `Content-Type` is a form's: parameters such as `charset` are allowed (RFC 9110, section 8.3.1). */
export function isFormContentType(contentType: string | null | undefined): boolean {
  if (contentType === null || contentType === undefined) return false;
  const semicolon = contentType.indexOf(';');
  const mediaType = semicolon === -1 ? contentType : contentType.slice(0, semicolon);
  return mediaType.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
