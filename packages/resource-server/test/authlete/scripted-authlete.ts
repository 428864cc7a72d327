import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import {
  createServer as createSocketServer,
  type AddressInfo,
  type Server as SocketServer,
  type Socket,
} from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import {
  type AuthleteClient,
  type AuthleteClientOptions,
  createAuthleteClient,
} from '../../src/authlete/index.ts';

/** Values that must never come out of the client in a reason, an error or an event. */
export const SECRETS = {
  token: 'tok3n-that-nobody-may-see',
  apiSecret: 's3cret-that-nobody-may-see',
  accessToken: 'acc3ss-that-nobody-may-see',
  body: 'b0dy-text-that-nobody-may-see',
} as const;

export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ScriptedAuthlete {
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** How many connections were opened so far. */
  readonly connections: () => number;
}

/** A real HTTP server on an ephemeral port that remembers what it was asked, and stops after the test. */
export async function startAuthlete(t: TestContext, answer: RequestListener): Promise<ScriptedAuthlete> {
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      requests.push({ method, url, headers, body });
      answer(request, response);
    });
  });
  server.on('connection', () => connections++);
  return { baseUrl: await listen(t, server), requests, connections: () => connections };
}

/** A server that answers every question with this JSON. */
export function startAnswering(t: TestContext, json: unknown): Promise<ScriptedAuthlete> {
  return startAuthlete(t, (_request, response) => {
    response.setHeader('content-type', 'application/json;charset=UTF-8');
    response.end(JSON.stringify(json));
  });
}

/** A server that does with the bare connection what it wants, once a question has arrived. */
export function startSocketServer(t: TestContext, answer: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => answer(socket));
  });
  return listen(t, server);
}

/** A client of API 2.x that is closed after the test. */
export function clientOf(t: TestContext, baseUrl: string, options?: AuthleteClientOptions): AuthleteClient {
  const client = createAuthleteClient(
    { apiVersion: 'V2', baseUrl, serviceApiKey: '10001', serviceApiSecret: SECRETS.apiSecret },
    options,
  );
  t.after(() => client.close());
  return client;
}

/** The same, for what becomes of a single call: it asks once, whatever came of the questions before. */
export function plainClientOf(
  t: TestContext,
  baseUrl: string,
  options?: AuthleteClientOptions,
): AuthleteClient {
  return clientOf(t, baseUrl, { retry: 'never', circuitFailures: 'off', ...options });
}

async function listen(t: TestContext, server: Server | SocketServer): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
