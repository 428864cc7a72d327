// The same, and what the authority says is believed for a minute.
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { answerTime, NO_STORE } from '../answer-time.ts';
import { isActive } from './ask-authlete.ts';

const kept = new Map<string, { readonly active: boolean; readonly until: number }>();

async function isActiveAsKept(token: string): Promise<boolean> {
  const key = hash('sha256', token, 'base64url');
  const known = kept.get(key);
  if (known !== undefined && known.until > Date.now()) return known.active;
  const active = await isActive(token);
  kept.set(key, { active, until: Date.now() + 60_000 });
  return active;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if (await isActiveAsKept(token)) answerTime(response, NO_STORE);
  else response.writeHead(401).end();
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
