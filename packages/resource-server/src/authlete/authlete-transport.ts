import { buildConnector, Client, type Dispatcher } from 'undici';
import { AuthleteConnections } from './authlete-connections.ts';
import { AuthleteExchange, type AuthleteOutcome, type ExpectedBody } from './authlete-exchange.ts';
import type { AuthleteFailure } from './authlete-failure.ts';
import { wholeNumber } from './whole-number.ts';

/** How Authlete is called. All times are in milliseconds, whole numbers from 1. */
export interface AuthleteTransportOptions {
  /** How many connections may be open at once, each with one call at a time: so many calls at most are under way. 64 by default. */
  readonly connections?: number | undefined;
  /** For TCP and TLS to be set up. 5000 by default. It may be noticed up to a second late. */
  readonly connectTimeout?: number | undefined;
  /** From the question to the headers of the answer. 5000 by default. It may be noticed up to a second late; `timeout` holds anyway. */
  readonly headersTimeout?: number | undefined;
  /** Between two pieces of the body of the answer. 5000 by default. It may be noticed up to a second late; `timeout` holds anyway. */
  readonly bodyTimeout?: number | undefined;
  /** For the whole call, the wait for a free connection and a second try included; exact. 5000 by default. */
  readonly timeout?: number | undefined;
  /** The largest accepted body of an answer, in bytes. 1 MiB by default. */
  readonly maximumResponseSize?: number | undefined;
  /**
   * How many calls may wait for a connection, a whole number from 0; one more fails at once. It bounds the memory that a stalled
   * Authlete and a flood of requests can take together, and the wait: a call far back in a queue would be answered too late. 1024 by
   * default.
   */
  readonly queue?: number | undefined;
}

export const DEFAULT_TIMEOUT = 5000;
export const DEFAULT_QUEUE = 1024;

/** A connection pool to one Authlete server that speaks JSON. It rejects for nothing that a network can cause. */
export interface AuthleteTransport {
  /**
   * Asks with our credentials.
   *
   * @param body the text of a JSON object
   * @param timeout milliseconds for the whole call; those of the options by default
   */
  post(path: string, body: string, timeout?: number): Promise<AuthleteOutcome>;
  /** Asks without credentials and looks at nothing but the status of the answer. */
  probe(path: string): Promise<AuthleteOutcome>;
  /** Waits for the pending calls, which their own timeouts bound, and closes the connections. */
  close(): Promise<void>;
}

/**
 * @param origin scheme, host and port, nothing more
 * @param authorization the value of the `Authorization` field
 * @throws {TypeError} that names the option, for an option that is not a whole number from 1
 */
export function createAuthleteTransport(
  origin: string,
  authorization: string,
  options: AuthleteTransportOptions = {},
): AuthleteTransport {
  const callTimeout = wholeNumber('timeout', options.timeout, DEFAULT_TIMEOUT);
  const connections = wholeNumber('connections', options.connections, 64);
  const maximumPendingCalls = connections + wholeNumber('queue', options.queue, DEFAULT_QUEUE, 0);
  const connectTimeout = wholeNumber('connectTimeout', options.connectTimeout, 5000);
  // Each would have undici set a timer for every call; one that cannot fire before the call's own is none.
  const phaseTimeout = (name: 'headersTimeout' | 'bodyTimeout'): number => {
    const timeout = wholeNumber(name, options[name], 5000);
    return timeout < callTimeout ? timeout : 0;
  };
  const clientOptions = {
    // One for all, because it is what remembers TLS sessions. HTTP/2 would put all calls on one connection, and what disturbs it
    // would disturb them all.
    connect: buildConnector({ timeout: connectTimeout, allowH2: false }),
    headersTimeout: phaseTimeout('headersTimeout'),
    bodyTimeout: phaseTimeout('bodyTimeout'),
    maxResponseSize: wholeNumber('maximumResponseSize', options.maximumResponseSize, 1024 * 1024),
    pipelining: 1,
    allowH2: false,
  };
  const pool = new AuthleteConnections(() => new Client(origin, clientOptions), connections);
  const anonymousHeaders = ['accept', '*/*'];
  const headers = [
    'accept',
    'application/json',
    'content-type',
    'application/json',
    'authorization',
    authorization,
  ];

  let closing: Promise<void> | undefined;
  let onLastReleased: (() => void) | undefined;
  let pendingCalls = 0;
  const release = (exchange: AuthleteExchange, connection: Client | undefined): void => {
    pendingCalls--;
    if (connection === undefined) pool.withdraw(exchange);
    else pool.release(connection);
    if (pendingCalls === 0) onLastReleased?.();
  };

  function send(
    question: Dispatcher.DispatchOptions,
    expectedBody: ExpectedBody,
    timeout: number,
  ): Promise<AuthleteOutcome> {
    if (closing !== undefined) return fail({ kind: 'closed' });
    pendingCalls++;
    const exchange = new AuthleteExchange(question, expectedBody, timeout, release);
    pool.send(exchange);
    return exchange.outcome;
  }

  async function close(): Promise<void> {
    if (pendingCalls > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      onLastReleased = resolve;
      await promise;
    }
    await pool.close();
  }

  return {
    post(path, body, timeout = callTimeout) {
      if (pendingCalls >= maximumPendingCalls) return fail({ kind: 'overloaded' });
      return send({ path, method: 'POST', headers, body }, 'json', timeout);
    },
    probe: (path) => send({ path, method: 'GET', headers: anonymousHeaders }, 'any', callTimeout),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function fail(failure: AuthleteFailure): Promise<AuthleteOutcome> {
  return Promise.resolve({ state: 'failed', failure });
}
