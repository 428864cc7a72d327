import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from '../running-parts.ts';

/** Sends a GET request whose `Host` header names another host than the one that it is sent to. */
export async function askAs(
  host: string,
  url: string,
  path: string,
  headers: readonly string[] = [],
): Promise<Answer> {
  const sent = request(new URL(path, url), { agent: false, headers: ['Host', host, ...headers] }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}
