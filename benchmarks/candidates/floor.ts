// What anybody would write by hand, and nothing else: bare node:http, one undici call to the authority, the answer.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { reportTo, urlOf } from '../measured-process.ts';

const pool = new Pool(process.env['AUTHLETE'] ?? '', { connections: 64 });
const headers = { Authorization: 'Bearer service-access-token', 'Content-Type': 'application/json' };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = request.headers.authorization?.slice('Bearer '.length);
  const { body } = await pool.request({
    path: '/api/10001/auth/introspection',
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  const introspection = (await body.json()) as { action: string };
  if (introspection.action !== 'OK') {
    response.writeHead(401).end();
    return;
  }
  const now = new Date();
  const time = JSON.stringify({
    year: now.getUTCFullYear(),
    month: now.getUTCMonth() + 1,
    day: now.getUTCDate(),
    hour: now.getUTCHours(),
    minute: now.getUTCMinutes(),
    second: now.getUTCSeconds(),
  });
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(time),
  });
  response.end(time);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
