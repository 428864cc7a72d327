import { createHmac, randomBytes } from 'node:crypto';

import type { Clock } from '../clock.ts';

const PERIOD = 300_000;

/** The nonces that DPoP proofs must carry when the service wants one (RFC 9449 section 9); they change every 5 minutes. */
export class DpopNonces {
  readonly #clock: Clock;
  readonly #secret = randomBytes(32);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  current(): string {
    return this.#ofPeriod(0);
  }

  /** The nonce before the current one is good as well: a client may hold it for up to ten minutes. */
  accepts(nonce: string): boolean {
    return nonce === this.#ofPeriod(0) || nonce === this.#ofPeriod(-1);
  }

  #ofPeriod(offset: number): string {
    const period = Math.floor(this.#clock.now() / PERIOD) + offset;
    return createHmac('sha256', this.#secret).update(String(period)).digest('base64url');
  }
}
