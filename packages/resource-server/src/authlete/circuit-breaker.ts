import type { AuthleteClientListener } from './authlete-client-event.ts';
import type { AuthleteClock } from './authlete-clock.ts';
import type { AuthleteFailure } from './authlete-failure.ts';

/** How a question got past the circuit breaker: as any other, or as the one that finds out whether Authlete answers again. */
export type Passage = 'free' | 'probe';

export interface CircuitBreakerSettings {
  /** How many questions in a row must fail; `off`: none are enough. */
  readonly circuitFailures: number | 'off';
  /** In milliseconds. */
  readonly circuitPause: number;
  readonly onEvent: AuthleteClientListener | undefined;
  readonly clock: AuthleteClock;
}

/** In milliseconds. For longer than this no answer keeps us from asking whether it still holds. */
const LONGEST_PAUSE = 60_000;

/**
 * Keeps questions from an Authlete that does not answer: each would cost its client the whole wait, and Authlete its recovery.
 *
 * It opens when too many questions in a row have failed, or at once where Authlete names a time for which its rate limit holds.
 * Failures in a row, not a share of them: where one of two machines is down, half of the questions are still worth asking. After the
 * pause one question at a time is let through; the first that is answered closes the circuit.
 *
 * There is one for all calls of a client. They go to the same machines, and a service that limits its rate limits all of them.
 */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  /** How many questions have failed since the last that did not. */
  #failures = 0;
  /** When the pause is over; `undefined` while the circuit is closed. */
  #openUntil: number | undefined;
  #isProbing = false;

  constructor(settings: CircuitBreakerSettings) {
    this.#settings = settings;
  }

  /** Whether the pause is not over yet. */
  get isPausing(): boolean {
    return this.#openUntil !== undefined && this.#settings.clock.now() < this.#openUntil;
  }

  /** Whole seconds, from 1 on, after which a question may get through. */
  get retryAfter(): number {
    const left = (this.#openUntil ?? 0) - this.#settings.clock.now();
    return Math.max(1, Math.ceil(left / 1000));
  }

  /** Lets a question pass, or not. Each that passes must be reported by one of the other methods. */
  enter(): Passage | undefined {
    if (this.#openUntil === undefined) return 'free';
    if (this.#isProbing || this.isPausing) return undefined;
    this.#settings.onEvent?.({ type: 'circuit_half_open' });
    this.#isProbing = true;
    return 'probe';
  }

  /** Authlete has answered. */
  succeed(passage: Passage): void {
    // What was asked before the circuit opened and is answered now says little about what would be asked next.
    if (passage === 'free') {
      if (this.#openUntil === undefined) this.#failures = 0;
      return;
    }
    this.#isProbing = false;
    this.#openUntil = undefined;
    this.#failures = 0;
    this.#settings.onEvent?.({ type: 'circuit_closed' });
  }

  /** Authlete has not answered, or wants to be left alone. */
  fail(passage: Passage, failure: AuthleteFailure): void {
    const { circuitFailures, circuitPause } = this.#settings;
    if (passage === 'probe') {
      this.#isProbing = false;
      this.#open(failure, Math.max(circuitPause, pauseAskedFor(failure)));
      return;
    }
    if (circuitFailures === 'off' || this.#openUntil !== undefined) return;
    this.#failures++;
    const asked = pauseAskedFor(failure);
    if (asked > 0) this.#open(failure, asked);
    else if (this.#failures >= circuitFailures) this.#open(failure, circuitPause);
  }

  /** The question was not asked after all, so that it has found nothing out. */
  abandon(passage: Passage): void {
    if (passage === 'probe') this.#isProbing = false;
  }

  #open(failure: AuthleteFailure, pause: number): void {
    this.#openUntil = this.#settings.clock.now() + pause;
    this.#settings.onEvent?.({ type: 'circuit_opened', failure, pause });
  }
}

/** In milliseconds; 0 where Authlete names no time, or not for everybody. */
function pauseAskedFor(failure: AuthleteFailure): number {
  if (failure.kind !== 'http_status' || failure.status !== 429) return 0;
  return Math.min((failure.retryAfter ?? 0) * 1000, LONGEST_PAUSE);
}
