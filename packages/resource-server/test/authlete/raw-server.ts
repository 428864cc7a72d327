import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A request as it came, on the connection with this number. */
export interface RawRequest {
  readonly connection: number;
  readonly socket: Socket;
  readonly head: string;
  readonly body: string;
}

export interface RawServer {
  readonly origin: string;
  readonly requests: readonly RawRequest[];
  /** How many connections were opened so far. */
  readonly opened: () => number;
  /** How many of them are open. */
  readonly open: () => number;
}

const LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * A server that does with each request, and with its connection, what it wants.
 *
 * @param event what the server calls a connection that can be read
 */
export async function startRawServer(
  t: TestContext,
  answer: (request: RawRequest) => void,
  server: Server = createServer(),
  event: 'connection' | 'secureConnection' = 'connection',
): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  server.on(event, (socket: Socket) => {
    const connection = opened++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let pending = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      pending += text;
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = pending.slice(0, end);
        const length = Number(LENGTH.exec(head)?.[1] ?? 0);
        if (pending.length < end + 4 + length) return;
        const request = { connection, socket, head, body: pending.slice(end + 4, end + 4 + length) };
        pending = pending.slice(end + 4 + length);
        requests.push(request);
        answer(request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    opened: () => opened,
    open: () => sockets.size,
  };
}

/** An answer of 200 with JSON. */
export function jsonAnswer(json: unknown, fields = ''): string {
  const body = JSON.stringify(json);
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${fields}\r\n${body}`;
}
