/** Pauses longer than an hour are taken for nonsense: a client of ours should not be kept away by one bad header. */
const LONGEST_PAUSE = 3600;

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a `Retry-After` field (RFC 9110, section 10.2.3), both of its forms.
 *
 * @param value the field's value
 * @param now milliseconds since the epoch
 * @returns whole seconds from 0 to 3600; `undefined` where the field is absent, repeated, malformed or longer
 */
export function readRetryAfter(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  let seconds: number;
  if (/^\d{1,4}$/.test(value)) {
    seconds = Number(value);
  } else if (HTTP_DATE.test(value)) {
    seconds = Math.max(0, Math.ceil((Date.parse(value) - now) / 1000));
  } else {
    return undefined;
  }
  return seconds <= LONGEST_PAUSE ? seconds : undefined;
}
