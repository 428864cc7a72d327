// An API on Web `Request` and `Response`, which Hono, Next.js, Deno, Bun and others call. Node.js has no such server of its
// own, so the second half of this file is one; elsewhere `handle` is all you need: `Deno.serve(handle)`.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createResourceServer } from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { protectFetch } from 'oauth-resource-server/fetch';

const file = existsSync('authlete.ini') ? readFileSync('authlete.ini', 'utf8') : undefined;
const client = createAuthleteClient(readAuthleteConfiguration({ file, environment: process.env }));
const resourceServer = createResourceServer({
  tokenSource: createAuthleteTokenSource(client),
  audience: null,
});

const handle = protectFetch(
  resourceServer,
  { scopes: { anyOf: ['history.read', 'timeline.read'] } },
  async (request, { token }) =>
    Response.json({ method: request.method, subject: token.subject, received: await request.text() }),
);

const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const { method = 'GET', url = '/' } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(request), duplex: 'half' as const } : {};
  const answer = await handle(new Request(`http://127.0.0.1${url}`, { method, headers, ...body }));
  response.writeHead(answer.status, [...answer.headers].flat());
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}

server.listen(Number(process.env['PORT'] ?? 8002), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
});
