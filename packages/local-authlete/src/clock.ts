/**
 * The time by which local Authlete judges every token, proof and nonce.
 *
 * It follows the source it was made from, and can be moved so that a test sees a token expire without waiting.
 */
export interface Clock {
  /** The current time in milliseconds since the epoch. */
  now(): number;
  /**
   * Moves the clock, for good.
   *
   * @param milliseconds How far; negative moves it back.
   */
  advance(milliseconds: number): void;
  /** How far this clock has been moved from its source, in milliseconds. */
  readonly offset: number;
}

/**
 * @param source The time that the clock follows, in milliseconds since the epoch.
 */
export function createClock(source: () => number): Clock {
  let offset = 0;
  return {
    now: () => source() + offset,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds)) {
        throw new TypeError('milliseconds must be a finite number');
      }
      offset += milliseconds;
    },
    get offset() {
      return offset;
    },
  };
}
