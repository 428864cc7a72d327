import { inTime } from '../in-time.ts';

/** The time ran out before the work was done. The work itself goes on; what it brings is ignored. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
  readonly code = 'TIME_LIMIT_EXCEEDED';
}

/** In milliseconds; a timer for longer would fire at once. */
export const LONGEST_TIME_LIMIT = 2_147_483_647;

const TIME_UP: unique symbol = Symbol('time up');

/**
 * Settles as `work` does, but rejects with `TimeLimitExceeded` when that takes longer than `milliseconds`. Whatever is not a promise,
 * where somebody without TypeScript has made it, is a result.
 */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const result = await inTime(milliseconds, Promise.resolve(work), TIME_UP);
  if (result === TIME_UP) throw new TimeLimitExceeded(`not done within ${milliseconds} ms`);
  return result;
}
