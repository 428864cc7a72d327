// Bare node:http, two undici calls to the authority and one read of a user in between.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { CLAIMS } from '../../authority/answers.ts';
import { NO_STORE } from '../answer-time.ts';
import { askAuthlete } from './ask-authlete.ts';

const database = new DatabaseSync(':memory:');
database.exec('create table users (subject text primary key, claims text not null)');
database.prepare('insert into users values (?, ?)').run('1', JSON.stringify(CLAIMS));
const findUser = database.prepare('select claims from users where subject = ?');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  const asked = await askAuthlete<{ action: string; subject: string; claims: string[] }>('/auth/userinfo', {
    token,
  });
  const user = asked.action === 'OK' ? findUser.get(asked.subject) : undefined;
  if (user === undefined) {
    response.writeHead(401).end();
    return;
  }
  const stored = JSON.parse(String(user['claims'])) as Record<string, unknown>;
  const claims = Object.fromEntries(asked.claims.map((name) => [name, stored[name]]));
  const { responseContent } = await askAuthlete<{ responseContent: string }>('/auth/userinfo/issue', {
    token,
    claims: JSON.stringify(claims),
  });
  response.writeHead(200, {
    ...NO_STORE,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(responseContent),
  });
  response.end(responseContent);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
