import type { ServerConfiguration } from './config.ts';

/** Addresses that stand for all of a machine, and the one that reaches it from itself. */
const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where the server is reached from its own machine, such as `http://127.0.0.1:8001`. */
export function localUrl({ host, port, tls }: Pick<ServerConfiguration, 'host' | 'port' | 'tls'>): string {
  const name = WILDCARDS[host] ?? host;
  return `${tls === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
