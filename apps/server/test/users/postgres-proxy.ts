import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { TLSSocket } from 'node:tls';
import type { TestCertificate } from '../protection/test-certificate.ts';
import type { PostgresServer } from './postgres-server.ts';

/** What stands between the program and PostgreSQL, and can break. */
export interface PostgresProxy {
  /** The address of a database behind the proxy. */
  addressOf(databaseUrl: string, host?: string): string;
  /** Closes all connections and refuses new ones, as a server that has stopped. */
  stop(): Promise<void>;
  /** Listens again. */
  start(): Promise<void>;
  /** Keeps the connections there are open, but lets nothing through any more, as a cut cable. */
  silence(): void;
}

/** @param certificate makes the proxy speak TLS with the program, as PostgreSQL does (SSLRequest) */
export async function startPostgresProxy(
  context: TestContext,
  { host, port }: PostgresServer,
  certificate?: TestCertificate,
): Promise<PostgresProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let ownPort = 0;

  const forward = (client: Socket | TLSSocket): void => {
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    sockets.add(upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
  };
  const accept = (client: Socket): void => {
    sockets.add(client);
    client.on('error', () => undefined);
    if (certificate === undefined) {
      forward(client);
      return;
    }
    // The SSLRequest: eight bytes, answered by one.
    client.once('readable', () => {
      client.read(8);
      client.write('S');
      forward(new TLSSocket(client, { isServer: true, cert: certificate.cert, key: certificate.key }));
    });
  };
  const start = async (): Promise<void> => {
    server = createServer(accept);
    await once(server.listen(ownPort, '127.0.0.1'), 'listening');
    ownPort = (server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const closed = server?.listening ? once(server.close(), 'close') : undefined;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  await start();
  context.after(stop);
  return {
    addressOf(databaseUrl, proxyHost = '127.0.0.1') {
      const url = new URL(databaseUrl);
      url.searchParams.delete('host');
      url.host = `${proxyHost}:${ownPort}`;
      return url.href;
    },
    stop,
    start,
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}
