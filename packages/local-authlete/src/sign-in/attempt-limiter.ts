import { createHash } from 'node:crypto';

import type { Clock } from '../clock.ts';

/** How many attempts to sign in may fail within a window before the next one has to wait. */
const LIMITS = { username: 5, address: 50 } as const;

/** From the first failure on, in milliseconds. */
const WINDOW = 300_000;

/** How many usernames and how many addresses are remembered; the oldest is forgotten first. */
const LONGEST_MEMORY = 10_000;

/** An attempt that may be made. It counts as failed until it is told otherwise. */
export interface Attempt {
  /** Takes it back, and with it the failures of the username before. */
  succeeded(): void;
  /** Takes it back: nobody knows whether it would have failed. */
  cancelled(): void;
}

interface Failures {
  count: number;
  /** Milliseconds since the epoch. */
  readonly end: number;
}

/** Limits attempts to sign in, for each username and for each address that they come from. */
export class AttemptLimiter {
  readonly #clock: Clock;
  readonly #usernames = new Map<string, Failures>();
  readonly #addresses = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Begins an attempt.
   *
   * It is counted before the password is looked at, so that many at the same time do not get past the limit.
   *
   * @returns the attempt, or how many seconds there are to wait
   */
  begin(username: string, address: string): Attempt | number {
    const key = createHash('sha256')
      .update(username.normalize('NFKC').trim().toLowerCase())
      .digest('base64url');
    const wait = Math.max(
      this.#wait(this.#usernames, key, LIMITS.username),
      this.#wait(this.#addresses, address, LIMITS.address),
    );
    if (wait > 0) {
      return wait;
    }
    const counted = [this.#count(this.#usernames, key), this.#count(this.#addresses, address)];
    const cancelled = (): void => {
      for (const failures of counted) {
        failures.count -= 1;
      }
    };
    const succeeded = (): void => {
      cancelled();
      this.#usernames.delete(key);
    };
    return { succeeded, cancelled };
  }

  #wait(memory: Map<string, Failures>, key: string, limit: number): number {
    const failures = memory.get(key);
    return failures && failures.count >= limit
      ? Math.max(0, Math.ceil((failures.end - this.#clock.now()) / 1000))
      : 0;
  }

  #count(memory: Map<string, Failures>, key: string): Failures {
    const now = this.#clock.now();
    // In the order of their ends, so that most calls look at one entry only.
    for (const [other, { end }] of memory) {
      if (end > now && memory.size < LONGEST_MEMORY) {
        break;
      }
      memory.delete(other);
    }
    const failures = memory.get(key) ?? { count: 0, end: now + WINDOW };
    failures.count += 1;
    memory.set(key, failures);
    return failures;
  }
}
