import type { Socket } from 'node:net';

/** What Node's HTTP parser refuses, by its error code. */
const ANSWERS: Readonly<Record<string, { status: string; error: string; description: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    error: 'header_fields_too_large',
    description: 'The header fields are larger than 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    error: 'request_timeout',
    description: 'The request took too long to arrive.',
  },
};

const MALFORMED = {
  status: '400 Bad Request',
  error: 'invalid_request',
  description: 'The request is not well-formed HTTP.',
};

/** Answers a request that never became one, and closes its connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, error: code, description } = ANSWERS[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify({ error: code, error_description: description });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
