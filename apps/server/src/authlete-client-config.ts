import type { EnvironmentReader } from './environment-reader.ts';

/** How Authlete is called, and what is done when it does not answer. Times in milliseconds. */
export interface AuthleteClientConfiguration {
  /** How long one question may take, all in all. Default: 5000 */
  readonly timeout: number;
  /** How many questions may be under way at once. Default: 64 */
  readonly connections: number;
  /** How many may wait for a connection, and how many for their second try. Default: 1024 */
  readonly queue: number;
  /** `once`: a question that got no answer is asked a second time, where that can do no harm. Default: once */
  readonly retry: 'once' | 'never';
  /** The wait before that, on average. Default: 100 */
  readonly retryDelay: number;
  /** How many questions in a row must fail before none is asked for a while; `off`: each is asked. Default: 10 */
  readonly circuitFailures: number | 'off';
  /** For how long none is asked then. Default: 2000 */
  readonly circuitPause: number;
}

/** In milliseconds. */
const LONGEST = 600_000;

export function readAuthleteClientConfiguration(reader: EnvironmentReader): AuthleteClientConfiguration {
  const isOff = reader.text('AUTHLETE_CIRCUIT_FAILURES')?.toLowerCase() === 'off';
  return Object.freeze({
    timeout: reader.wholeNumber('AUTHLETE_TIMEOUT', 5000, 1, LONGEST),
    connections: reader.wholeNumber('AUTHLETE_CONNECTIONS', 64, 1, 10_000),
    queue: reader.wholeNumber('AUTHLETE_QUEUE', 1024, 0, 1_000_000),
    retry: reader.oneOf('AUTHLETE_RETRY', ['once', 'never'], 'once'),
    retryDelay: reader.wholeNumber('AUTHLETE_RETRY_DELAY', 100, 1, LONGEST),
    circuitFailures: isOff ? 'off' : reader.wholeNumber('AUTHLETE_CIRCUIT_FAILURES', 10, 1, 1_000_000),
    circuitPause: reader.wholeNumber('AUTHLETE_CIRCUIT_PAUSE', 2000, 1, LONGEST),
  });
}
