/** A message of HTTP/1.1: its start line with the header fields, and its body, a character for each byte. */
export type OnMessage = (head: string, body: string) => void;

const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * Cuts what arrives on a connection into messages. Only those that tell their length are read: both ends of a measurement
 * must cost next to nothing, so neither is a complete implementation.
 */
export function createHttpMessageReader(onMessage: OnMessage): (chunk: Buffer) => void {
  let pending = '';
  return (chunk) => {
    const text = chunk.toString('latin1');
    pending = pending === '' ? text : pending + text;
    for (;;) {
      const headLength = pending.indexOf('\r\n\r\n');
      if (headLength === -1) return;
      const head = pending.slice(0, headLength);
      const bodyStart = headLength + 4;
      const end = bodyStart + Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
      if (pending.length < end) return;
      const body = pending.slice(bodyStart, end);
      pending = pending.slice(end);
      onMessage(head, body);
    }
  };
}
