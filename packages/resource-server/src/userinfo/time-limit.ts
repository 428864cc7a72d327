/** The time ran out before the work was done. The work itself goes on; what it brings is ignored. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
  readonly code = 'TIME_LIMIT_EXCEEDED';
}

/** In milliseconds; a timer for longer would fire at once. */
export const LONGEST_TIME_LIMIT = 2_147_483_647;

/** Settles as `work` does, but rejects with `TimeLimitExceeded` when that takes longer than `milliseconds`. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new TimeLimitExceeded(`not done within ${milliseconds} ms`)),
    milliseconds,
  );
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
