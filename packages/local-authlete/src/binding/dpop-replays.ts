import type { Clock } from '../clock.ts';

/** Remembers the `jti` of DPoP proofs for as long as their `iat` would be accepted (RFC 9449 section 11.1). */
export class DpopReplays {
  readonly #clock: Clock;
  readonly #seen = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Remembers a proof.
   *
   * @param until Milliseconds since the epoch.
   * @returns Whether the proof is seen for the first time.
   */
  record(thumbprint: string, jti: string, until: number): boolean {
    const now = this.#clock.now();
    // About in the order of their ends, so that most calls look at one entry only.
    for (const [key, end] of this.#seen) {
      if (end >= now) {
        break;
      }
      this.#seen.delete(key);
    }
    const key = JSON.stringify([thumbprint, jti]);
    const first = !this.#seen.has(key);
    this.#seen.set(key, until);
    return first;
  }
}
