import type { Client } from 'undici';

/** A call that is sent over one of the connections. */
export interface ConnectedCall {
  /** Sends it. */
  sendOver(connection: Client): void;
}

/**
 * Connections to one server, each with one call at a time; calls wait for one in the order of their arrival.
 *
 * undici's `Pool` looks through its connections for each call and wraps each that waits. Here the connection that became free last takes
 * the next call, before undici lays it aside, so that few of them carry the load and undici closes what a burst has left over.
 */
export class AuthleteConnections {
  readonly #open: () => Client;
  readonly #maximum: number;
  readonly #all: Client[] = [];
  readonly #free: Client[] = [];
  readonly #waiting = new Set<ConnectedCall>();

  /**
   * @param open makes a connection, which is opened when it is first used
   * @param maximum how many there may be
   */
  constructor(open: () => Client, maximum: number) {
    this.#open = open;
    this.#maximum = maximum;
  }

  /** Sends a call now, or as soon as a connection is free. */
  send(call: ConnectedCall): void {
    const connection = this.#free.pop() ?? this.#add();
    if (connection === undefined) this.#waiting.add(call);
    else call.sendOver(connection);
  }

  /** The call that waits will not be sent any more. */
  withdraw(call: ConnectedCall): void {
    this.#waiting.delete(call);
  }

  /** The call on this connection is over. */
  release(connection: Client): void {
    for (const next of this.#waiting) {
      this.#waiting.delete(next);
      next.sendOver(connection);
      return;
    }
    this.#free.push(connection);
  }

  /** Closes the connections; no call may be pending. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.close()));
  }

  #add(): Client | undefined {
    if (this.#all.length >= this.#maximum) return undefined;
    const connection = this.#open();
    this.#all.push(connection);
    return connection;
  }
}
