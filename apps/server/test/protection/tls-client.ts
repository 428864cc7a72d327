import { Agent, type AgentOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { Answer, Question } from '../running-parts.ts';

export interface TlsAnswer extends Answer {
  /** Whether the connection went on with a session of before (RFC 8446, section 2.2). */
  readonly resumed: boolean;
}

/** A client that speaks HTTPS, each request over a connection of its own, with its certificate where it has one. */
export class TlsClient {
  readonly #options: AgentOptions;
  #session: Buffer | undefined;

  /** @param options `ca`, and `cert` and `key` for a client certificate */
  constructor(options: AgentOptions) {
    this.#options = options;
  }

  async ask(
    url: string,
    path: string,
    { method = 'GET', headers = [], body }: Question = {},
  ): Promise<TlsAnswer> {
    const { host, hostname, port } = new URL(url);
    const { promise, resolve, reject } = Promise.withResolvers<TlsAnswer>();
    const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
    const options = {
      hostname,
      port,
      path,
      method,
      agent: new Agent({ ...this.#options, maxCachedSessions: 0 }),
      session: this.#session,
      headers: ['Host', host, ...headers, ...length],
    };
    const sent = request(options, (response) => {
      const socket = response.socket as TLSSocket;
      text(response).then((received) => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: received, resumed: socket.isSessionReused() });
      }, reject);
    });
    sent.on('socket', (socket) => socket.on('session', (session: Buffer) => (this.#session = session)));
    sent.on('error', reject);
    sent.end(body);
    return promise;
  }
}
