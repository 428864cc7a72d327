/** A year, a date, or a date and a time of ISO 8601 in extended format; the time with or without seconds and zone. */
const ISO_8601 =
  /^(\d{4})(?:-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:Z|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?)?)?$/i;

/**
 * The last second that a date or timestamp stands for, from which its age is counted (OpenID Connect for Identity
 * Assurance 1.0, section 5.5.2): that of the day or of the minute where it tells no more. A number is taken for seconds
 * since the epoch, as in `updated_at`; UTC is assumed where no zone is told.
 *
 * @returns milliseconds since the epoch; `undefined` for what is neither date nor timestamp
 */
export function lastValidSecond(value: unknown): number | undefined {
  if (typeof value === 'number') return value * 1000;
  const parts = typeof value === 'string' ? ISO_8601.exec(value) : null;
  if (parts === null) return undefined;
  const [, year = '', month = '12', day = '31', hour = '23', minute = '59', second = '59'] = parts;
  const [sign, hours = '00', minutes = '00'] = parts.slice(7);
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${text}Z`);
  // The year 0000 is one that was not told. A day that a month does not have comes back as one of the next.
  const exists = year !== '0000' && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  if (!exists) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? time + offset : time - offset;
}
