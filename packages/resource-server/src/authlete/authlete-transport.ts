import { Pool } from 'undici';
import { AuthleteExchange, type AuthleteOutcome } from './authlete-exchange.ts';

/** How Authlete is called. All times are in milliseconds, whole numbers from 1. */
export interface AuthleteTransportOptions {
  /** How many connections may be open at once, each with one call at a time. 64 by default. */
  readonly connections?: number | undefined;
  /** For TCP and TLS to be set up. 5000 by default. It may be noticed up to a second late. */
  readonly connectTimeout?: number | undefined;
  /** From the question to the headers of the answer. 5000 by default. It may be noticed up to a second late. */
  readonly headersTimeout?: number | undefined;
  /** Between two pieces of the body of the answer. 5000 by default. It may be noticed up to a second late. */
  readonly bodyTimeout?: number | undefined;
  /** For the whole call, the wait for a free connection included; exact. 5000 by default. */
  readonly timeout?: number | undefined;
  /** The largest accepted body of an answer, in bytes. 1 MiB by default. */
  readonly maximumResponseSize?: number | undefined;
  /**
   * How many calls may be pending at once, those that wait for a connection included; one more fails at once. It
   * bounds the memory that a stalled Authlete and a flood of requests can take together. 4096 by default.
   */
  readonly maximumPendingCalls?: number | undefined;
}

/** A connection pool to one Authlete server that speaks JSON. It rejects for nothing that a network can cause. */
export interface AuthleteTransport {
  /** Asks with our credentials. `body` is the text of a JSON object. */
  post(path: string, body: string): Promise<AuthleteOutcome>;
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
  const timeout = wholeNumber('timeout', options.timeout, 5000);
  const maximumPendingCalls = wholeNumber('maximumPendingCalls', options.maximumPendingCalls, 4096);
  const pool = new Pool(origin, {
    connections: wholeNumber('connections', options.connections, 64),
    connectTimeout: wholeNumber('connectTimeout', options.connectTimeout, 5000),
    headersTimeout: wholeNumber('headersTimeout', options.headersTimeout, 5000),
    bodyTimeout: wholeNumber('bodyTimeout', options.bodyTimeout, 5000),
    maxResponseSize: wholeNumber('maximumResponseSize', options.maximumResponseSize, 1024 * 1024),
    pipelining: 1,
    // A stream of node:http2 costs several times the CPU time of a kept-alive HTTP/1.1 connection.
    allowH2: false,
  });
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
  let pendingCalls = 0;
  const release = () => {
    pendingCalls--;
  };

  return {
    post(path, body) {
      if (pendingCalls >= maximumPendingCalls) {
        return Promise.resolve({ state: 'failed', failure: { kind: 'overloaded' } });
      }
      pendingCalls++;
      const exchange = new AuthleteExchange('json', timeout, release);
      pool.dispatch({ path, method: 'POST', headers, body }, exchange);
      return exchange.outcome;
    },
    probe(path) {
      pendingCalls++;
      const exchange = new AuthleteExchange('any', timeout, release);
      pool.dispatch({ path, method: 'GET', headers: anonymousHeaders }, exchange);
      return exchange.outcome;
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}

function wholeNumber(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) {
    return fallback;
  }
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} must be a whole number from 1`);
  }
  return value;
}
