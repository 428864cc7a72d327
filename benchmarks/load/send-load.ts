import { percentile } from '../statistics.ts';
import { ClientConnection } from './client-connection.ts';
import type { LoadOrder, LoadResult } from './load-order.ts';
import { prepareRequests } from './requests.ts';

/**
 * Sends the requests, as fast as the answers come.
 *
 * @throws Error when a connection fails
 */
export async function sendLoad(order: LoadOrder): Promise<LoadResult> {
  const { amount } = order;
  const requests = prepareRequests(order);
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  let sent = 0;

  const sendNext = (connection: ClientConnection): void => {
    if (sent === amount) return;
    const sentAt = performance.now();
    connection.send(requests(sent++), ({ status }) => {
      latencies.push(performance.now() - sentAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (latencies.length === amount) resolve();
      else sendNext(connection);
    });
  };

  const connections = Array.from(
    { length: Math.min(order.connections, amount) },
    () => new ClientConnection(order.url, reject),
  );
  const started = performance.now();
  for (const connection of connections) sendNext(connection);
  try {
    await finished;
  } finally {
    for (const connection of connections) connection.close();
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    requestsPerSecond: amount / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    longest: percentile(latencies, 1),
    statuses,
  };
}
