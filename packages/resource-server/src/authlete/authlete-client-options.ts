import type { AuthleteClientListener } from './authlete-client-event.ts';
import { type AuthleteClock, SYSTEM_CLOCK } from './authlete-clock.ts';
import { type AuthleteTransportOptions, DEFAULT_QUEUE, DEFAULT_TIMEOUT } from './authlete-transport.ts';
import { wholeNumber } from './whole-number.ts';

/** How Authlete is called, and how a client bears it when Authlete does not answer. */
export interface AuthleteClientOptions extends AuthleteTransportOptions {
  /**
   * `'once'`: a question that got no answer is asked a second time, where that can do no harm and the time suffices: without a
   * connection, after a lost one, after HTTP 502, 503 and 504, and after 429 with a `Retry-After`. A question with a DPoP proof only if it
   * was never sent. No more than `queue` questions wait for that at once. `'once'` by default.
   */
  readonly retry?: 'once' | 'never' | undefined;
  /**
   * The wait before that, in milliseconds, on average: each is between half and one and a half of it, so that those who failed
   * together do not come back together. What Authlete asks for in `Retry-After` is added. 100 by default.
   */
  readonly retryDelay?: number | undefined;
  /**
   * How many questions in a row must fail before none is asked for a while. A 429 with a `Retry-After` has that effect at once.
   * `'off'`: each is asked. 10 by default.
   */
  readonly circuitFailures?: number | 'off' | undefined;
  /** For how long none is asked then, in milliseconds, before one is let through to see. 2000 by default. */
  readonly circuitPause?: number | undefined;
  /** Told of second tries, and of what the circuit breaker does. Nobody by default. */
  readonly onEvent?: AuthleteClientListener | undefined;
  /** Time and chance; for tests. Those of the system by default. */
  readonly clock?: AuthleteClock | undefined;
}

/** The options that concern more than one call, checked and with their defaults in place. */
export interface ResilienceSettings {
  readonly timeout: number;
  readonly queue: number;
  readonly retry: 'once' | 'never';
  readonly retryDelay: number;
  readonly circuitFailures: number | 'off';
  readonly circuitPause: number;
  readonly onEvent: AuthleteClientListener | undefined;
  readonly clock: AuthleteClock;
}

/** @throws TypeError that names the option */
export function checkResilience(options: AuthleteClientOptions): ResilienceSettings {
  const { retry = 'once', circuitFailures } = options;
  if (retry !== 'once' && retry !== 'never') throw new TypeError("retry must be 'once' or 'never'");
  return {
    timeout: wholeNumber('timeout', options.timeout, DEFAULT_TIMEOUT),
    queue: wholeNumber('queue', options.queue, DEFAULT_QUEUE, 0),
    retry,
    retryDelay: wholeNumber('retryDelay', options.retryDelay, 100),
    circuitFailures: circuitFailures === 'off' ? 'off' : wholeNumber('circuitFailures', circuitFailures, 10),
    circuitPause: wholeNumber('circuitPause', options.circuitPause, 2000),
    onEvent: options.onEvent,
    clock: options.clock ?? SYSTEM_CLOCK,
  };
}
