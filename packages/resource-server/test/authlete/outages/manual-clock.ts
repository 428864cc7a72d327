import { setImmediate } from 'node:timers/promises';
import type { AuthleteClock } from '../../../src/authlete/index.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that goes where a test puts it; sockets and the timeouts of single calls run on. */
export class ManualClock implements AuthleteClock {
  /** What `random` says. In the middle, every wait is exactly the `retryDelay`. */
  chance = 0.5;
  #time = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#time;
  }

  random(): number {
    return this.chance;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#time + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many milliseconds each who waits has left. */
  get waits(): readonly number[] {
    return [...this.#timers].map(({ at }) => at - this.#time);
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
    for (const timer of this.#timers) {
      if (timer.at > this.#time) continue;
      this.#timers.delete(timer);
      timer.callback();
    }
  }

  /** Comes back when so many wait. */
  async waiting(count = 1): Promise<void> {
    while (this.#timers.size < count) await setImmediate();
  }
}
