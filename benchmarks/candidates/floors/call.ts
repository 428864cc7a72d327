// Bare node:http and one undici call to the authority, with no check but the one that the authority makes.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { answerTime, NO_STORE } from '../answer-time.ts';
import { isActive } from './ask-authlete.ts';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if (await isActive(token)) answerTime(response, NO_STORE);
  else response.writeHead(401).end();
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
