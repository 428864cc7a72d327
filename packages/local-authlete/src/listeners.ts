import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { RequestListener } from './http/request-listener.ts';
import type { LocalAuthleteSettings } from './options.ts';

/** The sockets that local Authlete listens on. */
export interface Listeners {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Where client certificates are taken, such as `https://127.0.0.1:8443`. */
  readonly mutualTlsUrl: string | undefined;
  /** Says who answers the requests; those that have come before wait for it. */
  serve(listener: RequestListener): void;
  /** Stops at once: requests under way are cut off. */
  close(): Promise<void>;
}

/** @throws {Error} An address cannot be listened on; `code` says why, such as `EADDRINUSE`. */
export async function openListeners({ host, port, mutualTls }: LocalAuthleteSettings): Promise<Listeners> {
  const { promise: listener, resolve } = Promise.withResolvers<RequestListener>();
  const respond: RequestListener = async (request, response) => (await listener)(request, response);
  const servers: Server[] = [];
  const closeAll = async (): Promise<void> => {
    await Promise.all(servers.map(close));
  };
  const open = async (server: Server, wanted: number): Promise<string> => {
    servers.push(server);
    server.on('request', (request, response) => {
      void respond(request, response);
    });
    const taken = await listen(server, host, wanted);
    return `${host.includes(':') ? `[${host}]` : host}:${taken}`;
  };
  try {
    const url = `http://${await open(createServer(), port)}`;
    if (!mutualTls) {
      return { url, mutualTlsUrl: undefined, serve: resolve, close: closeAll };
    }
    // Self-signed certificates are welcome: a token is bound to the certificate and not to who has issued it (RFC 8705).
    const tls = createTlsServer({
      cert: mutualTls.certificate,
      key: mutualTls.key,
      requestCert: true,
      rejectUnauthorized: false,
    });
    return {
      url,
      mutualTlsUrl: `https://${await open(tls, mutualTls.port)}`,
      serve: resolve,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
