/** ISO 8601 with a time zone, as `Date.prototype.toISOString` and most databases write it. */
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads a time.
 *
 * @returns milliseconds since the epoch; `undefined` where nothing is given; `invalid` for anything else
 */
export function readTime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null) return undefined;
  const time =
    typeof value === 'string' && TIME.test(value) ? Date.parse(value.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(time) ? 'invalid' : time;
}
