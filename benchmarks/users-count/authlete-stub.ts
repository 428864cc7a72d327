// An authority for UserInfo that costs next to nothing: the token names its user, and the values become the answer.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { reportTo, urlOf } from '../processes/reporting.ts';
import { CLAIM_NAMES } from './user.ts';

const server = createServer((request, response) => {
  void text(request).then((body) => {
    const { token, claims } = JSON.parse(body) as { token: string; claims?: string };
    const subject = token.slice('token-of-'.length);
    const answer = request.url?.endsWith('/issue')
      ? { action: 'JSON', responseContent: JSON.stringify({ sub: subject, ...JSON.parse(claims ?? '{}') }) }
      : { action: 'OK', subject, clientId: 1001, scopes: ['openid'], claims: CLAIM_NAMES };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
