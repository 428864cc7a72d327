import { connect, type Socket } from 'node:net';
import { createHttpMessageReader } from '../http-message-reader.ts';

/** The answer to one request. */
export interface Received {
  readonly status: number;
  readonly head: string;
}

/** A client on a kept-alive connection that has at most one request under way. */
export class ClientConnection {
  readonly #socket: Socket;
  #onAnswer: (received: Received) => void = () => undefined;

  /**
   * @param onFailure told when the connection ends; a request under way gets no answer then
   */
  constructor(url: string, onFailure: (error: Error) => void) {
    const { hostname, port } = new URL(url);
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const read = createHttpMessageReader((head) =>
      this.#onAnswer({ status: Number(head.slice(9, 12)), head }),
    );
    this.#socket.on('data', read);
    this.#socket.on('error', onFailure);
    this.#socket.on('end', () => onFailure(new Error('the server has closed the connection')));
  }

  /** @param onAnswer called once */
  send(request: string, onAnswer: (received: Received) => void): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }
}
