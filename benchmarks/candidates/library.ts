// The library alone, on a plain node:http server.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createCachingTokenSource, createResourceServer } from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { authorizeNode } from 'oauth-resource-server/node';
import { reportTo, urlOf } from '../processes/reporting.ts';
import { answerTime } from './answer-time.ts';

const client = createAuthleteClient(readAuthleteConfiguration({ environment: process.env }));
const source = createAuthleteTokenSource(client);
const ttl = Number(process.env['INTROSPECTION_CACHE_TTL'] ?? 0);
const resourceServer = createResourceServer({
  audience: null,
  tokenSource: ttl === 0 ? source : createCachingTokenSource(source, { ttl }),
});
const policy = {};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const granted = await authorizeNode(resourceServer, request, response, policy);
  if (granted !== undefined) answerTime(response, granted.headers);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
