import { once } from 'node:events';
import { connect } from 'node:net';

export interface SentRequest {
  readonly method?: string;
  /** Field lines as they go over the wire; `Host` and `Content-Length` are added. Latin-1. */
  readonly lines?: readonly (readonly [name: string, value: string])[];
  readonly path?: string;
  /** Latin-1. */
  readonly body?: string;
}

export interface ReceivedResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request byte for byte, as no HTTP client of today would, and reads the answer to the end of the connection. */
export async function sendRaw(port: number, request: SentRequest): Promise<ReceivedResponse> {
  const { method = 'GET', lines = [], path = '/', body } = request;
  const length = body === undefined ? [] : [['Content-Length', String(body.length)] as const];
  const head = [['Host', 'api.example'] as const, ['Connection', 'close'] as const, ...length, ...lines];
  const fields = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return exchange(port, `${method} ${path} HTTP/1.1\r\n${fields}\r\n${body ?? ''}`);
}

/** Sends this text, which may be a request that is not finished, and reads the answer. */
export async function exchange(port: number, text: string): Promise<ReceivedResponse> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let received = '';
  socket.on('data', (chunk: string) => {
    received += chunk;
  });
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return parse(received);
}

function parse(received: string): ReceivedResponse {
  const end = received.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = received.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: received.slice(end + 4),
  };
}
