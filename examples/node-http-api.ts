// An API on bare node:http.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createResourceServer, type Policy } from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { authorizeNode } from 'oauth-resource-server/node';

const file = existsSync('authlete.ini') ? readFileSync('authlete.ini', 'utf8') : undefined;
const client = createAuthleteClient(readAuthleteConfiguration({ file, environment: process.env }));
const resourceServer = createResourceServer({
  tokenSource: createAuthleteTokenSource(client),
  audience: null,
});

// Made once, not for each request: a policy is checked when it is first seen.
const READ_HISTORY: Policy = { scopes: { allOf: ['history.read'] }, subject: 'required' };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const granted = await authorizeNode(resourceServer, request, response, READ_HISTORY);
  if (granted === undefined) return; // answered already
  response.writeHead(200, { ...granted.headers, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ historyOf: granted.token.subject }));
}

const server = createServer((request, response) => {
  // authorizeNode rejects for programming errors only, and those must not end the process.
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});
server.listen(Number(process.env['PORT'] ?? 8002), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`Listening on http://127.0.0.1:${port}\n`);
});
