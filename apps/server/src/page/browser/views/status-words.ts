const WORDS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A status with its phrase (RFC 9110, section 15), which browsers do not always know. */
export function statusWords(status: number): string {
  return `${status} ${WORDS[status] ?? ''}`.trim();
}
