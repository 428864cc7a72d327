// An authority that costs next to nothing: one constant answer to whatever is asked. Local Authlete is faithful, and
// therefore far too slow to measure a resource server against.
import { createServer } from 'node:http';
import { reportTo, urlOf } from './measured-process.ts';

const answer = Buffer.from(
  JSON.stringify({
    resultCode: 'A056001',
    resultMessage: '[A056001] The access token is valid.',
    action: 'OK',
    responseContent: 'Bearer error="invalid_request"',
    clientId: 26478243745571,
    clientIdAlias: 'bench',
    clientIdAliasUsed: false,
    subject: '1',
    scopes: ['openid', 'profile', 'email'],
    existent: true,
    usable: true,
    sufficient: true,
    refreshable: true,
    expiresAt: Date.now() + 86_400_000,
    properties: [],
  }),
);
const headers = { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': answer.length };

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, headers).end(answer));
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
