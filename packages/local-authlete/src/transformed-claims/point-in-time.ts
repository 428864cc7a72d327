/** A date, or a date and a time, as the values of claims hold them. */
export interface PointInTime {
  /** `YYYY-MM-DD`, as it was written. */
  readonly day: string;
  /** Milliseconds since the epoch; absent for a date alone. */
  readonly instant?: number;
}

const FORM = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads a date (`birthdate`) or a date and a time, as text of ISO 8601 or in seconds since the epoch (`updated_at`).
 *
 * A time without an offset is taken for UTC. A year alone, which `birthdate` may be as well, is no date: what is asked of
 * one depends on its day.
 *
 * @returns Nothing for any other value.
 */
export function readPointInTime(value: unknown): PointInTime | undefined {
  if (typeof value === 'number') {
    const date = new Date(value * 1000);
    return Number.isNaN(date.getTime())
      ? undefined
      : { day: date.toISOString().slice(0, 10), instant: date.getTime() };
  }
  const [, day, time, offset = ''] = (typeof value === 'string' && FORM.exec(value)) || [];
  if (day === undefined || (time === undefined && offset !== '') || !isDay(day)) {
    return undefined;
  }
  if (time === undefined) {
    return { day };
  }
  const instant = Date.parse(`${day}${time}${offset || 'Z'}`);
  return Number.isNaN(instant) ? undefined : { day, instant };
}

/** Below zero, zero or above: the time of day counts only where both have one. */
export function comparePointsInTime(left: PointInTime, right: PointInTime): number {
  if (left.instant !== undefined && right.instant !== undefined) {
    return left.instant - right.instant;
  }
  return left.day === right.day ? 0 : left.day < right.day ? -1 : 1;
}

/** How many years have gone by from one day to another, rounded down. */
export function yearsBetween(from: PointInTime, to: PointInTime): number {
  const years = Number(to.day.slice(0, 4)) - Number(from.day.slice(0, 4));
  return to.day.slice(5) < from.day.slice(5) ? years - 1 : years;
}

/** `Date` takes the 30th of February for a day in March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
