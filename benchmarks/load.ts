// Sends a number of requests and tells how it went. A process of its own, so that it can have a core of its own.
import autocannon from 'autocannon';

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, and errors. */
  readonly failures: number;
}

const [url = '', amount = '0', connections = '1', token = ''] = process.argv.slice(2);
const started = performance.now();
let lastAnswer = started;
const { promise, resolve } = Promise.withResolvers<autocannon.Result>();
const run = autocannon(
  {
    url,
    amount: Number(amount),
    connections: Number(connections),
    headers: { authorization: `Bearer ${token}` },
  },
  (_error: unknown, result: autocannon.Result) => resolve(result),
);
run.on('response', () => {
  lastAnswer = performance.now();
});
const result = await promise;
process.send?.({
  // autocannon itself counts whole seconds.
  requestsPerSecond: result.requests.total / ((lastAnswer - started) / 1000),
  p50: result.latency.p50,
  p99: result.latency.p99,
  failures: result.non2xx + result.errors + result.timeouts,
} satisfies LoadResult);
process.disconnect();
