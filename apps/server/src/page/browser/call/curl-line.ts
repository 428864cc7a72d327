import type { SentRequest } from '../http/exchange.ts';

/** A request as a line for a POSIX shell that sends the same. */
export function curlLine({ method, url, headers, body }: SentRequest): string {
  return [
    `curl -i ${method === 'GET' || body !== undefined ? '' : `-X ${method} `}${quote(url)}`,
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quote(body)}`]),
  ].join(' \\\n  ');
}

/** Between apostrophes a shell takes everything as it is, but for apostrophes. */
function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
