/** The time ran out before the work was done. The work itself goes on; what it brings is ignored. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
  readonly code = 'TIME_LIMIT_EXCEEDED';
}

/** Settles as `work` does, but rejects with `TimeLimitExceeded` when that takes longer than `milliseconds`. */
export function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const timer = setTimeout(
    () => reject(new TimeLimitExceeded(`not done within ${milliseconds} ms`)),
    milliseconds,
  );
  work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}
