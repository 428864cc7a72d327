import type { ResilienceSettings } from './authlete-client-options.ts';
import type { AuthleteOutcome } from './authlete-exchange.ts';
import type { AuthleteFailure } from './authlete-failure.ts';
import type { AuthleteTransport } from './authlete-transport.ts';
import { CircuitBreaker, type Passage } from './circuit-breaker.ts';
import { outageSign } from './outage-sign.ts';
import { waitAskedFor } from './retry-rule.ts';

/** One question to Authlete. */
export interface AuthleteQuestion {
  readonly path: string;
  /** The text of a JSON object. */
  readonly body: string;
  /** Whether Authlete may hear it twice. */
  readonly repeatable: boolean;
  /** How many milliseconds are left for the answer. Default, and at most: those of the settings. */
  readonly timeout: number | undefined;
}

type Failed = Extract<AuthleteOutcome, { state: 'failed' }>;

const NO_TIME_LEFT: Failed = { state: 'failed', failure: { kind: 'no_time_left' } };

/**
 * Asks Authlete through a transport that knows single calls: within the time that is left, a second time where that can do no harm,
 * and not at all while the circuit breaker says that it would be in vain. Like the transport it rejects for nothing that a network
 * can cause.
 */
export class ResilientTransport {
  readonly #transport: AuthleteTransport;
  readonly #settings: ResilienceSettings;
  readonly #circuit: CircuitBreaker;
  /** Each ends the wait of a question for its second try. */
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(transport: AuthleteTransport, settings: ResilienceSettings) {
    this.#transport = transport;
    this.#settings = settings;
    this.#circuit = new CircuitBreaker(settings);
  }

  async ask(question: AuthleteQuestion): Promise<AuthleteOutcome> {
    const { timeout, clock } = this.#settings;
    const time = question.timeout === undefined ? timeout : Math.min(question.timeout, timeout);
    // Negated, so that a time that is not a number is none.
    if (!(time > 0)) return NO_TIME_LEFT;
    const passage = this.#circuit.enter();
    if (passage === undefined) return this.#circuitOpen();
    const until = clock.now() + time;
    const outcome = await this.#transport.post(question.path, question.body, time);
    if (outcome.state === 'answered') {
      this.#circuit.succeed(passage);
      return outcome;
    }
    // What a probe has found out, all others wait for.
    const wait = passage === 'probe' ? undefined : this.#findWait(outcome.failure, question, until);
    if (wait === undefined) return this.#fail(passage, outcome, time);
    await this.#waitFor(wait, outcome.failure);
    return this.#askAgain(question, outcome, until);
  }

  /** Whether something answers, without a question. Not asked while the circuit breaker lets no question through. */
  async probe(path: string): Promise<AuthleteOutcome> {
    return this.#circuit.isPausing ? this.#circuitOpen() : this.#transport.probe(path);
  }

  /** Ends the waits for second tries, waits for the pending calls and closes the connections. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const wake of this.#waiting) wake();
    return this.#transport.close();
  }

  /** How many milliseconds to wait for a second try; `undefined` where there is none. */
  #findWait(failure: AuthleteFailure, { repeatable }: AuthleteQuestion, until: number): number | undefined {
    const { retry, retryDelay, queue, clock } = this.#settings;
    if (retry === 'never' || this.#isClosed || this.#waiting.size >= queue) return undefined;
    const asked = waitAskedFor(failure, repeatable);
    if (asked === undefined) return undefined;
    const wait = asked + retryDelay * (0.5 + clock.random());
    return clock.now() + wait < until ? wait : undefined;
  }

  #waitFor(wait: number, failure: AuthleteFailure): Promise<void> {
    const { clock, onEvent } = this.#settings;
    // A rate limit concerns everybody, now and not only when the second try has failed too.
    if (failure.kind === 'http_status' && failure.status === 429) this.#circuit.fail('free', failure);
    onEvent?.({ type: 'retry', failure, wait });
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = clock.after(wait, wake);
      this.#waiting.add(wake);
    });
  }

  async #askAgain({ path, body }: AuthleteQuestion, first: Failed, until: number): Promise<AuthleteOutcome> {
    const time = until - this.#settings.clock.now();
    if (!(time > 0)) return this.#fail('free', first, time);
    const passage = this.#circuit.enter();
    if (passage === undefined) return this.#circuitOpen();
    const outcome = await this.#transport.post(path, body, time);
    if (outcome.state === 'failed') return this.#fail(passage, outcome, time);
    this.#circuit.succeed(passage);
    return outcome;
  }

  /** @param time how many milliseconds the call had */
  #fail(passage: Passage, outcome: Failed, time: number): Failed {
    const { failure } = outcome;
    switch (outageSign(failure, time, this.#settings.timeout)) {
      case 'ill':
        this.#circuit.fail(passage, failure);
        break;
      case 'heard':
        this.#circuit.succeed(passage);
        break;
      case 'unknown':
        this.#circuit.abandon(passage);
        break;
    }
    return outcome;
  }

  #circuitOpen(): Failed {
    return { state: 'failed', failure: { kind: 'circuit_open', retryAfter: this.#circuit.retryAfter } };
  }
}
