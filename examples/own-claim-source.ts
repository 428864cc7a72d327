// A UserInfo endpoint (OpenID Connect Core 1.0, section 5.3) over claims of your own: here in a Map; elsewhere in your
// users database, or behind the HTTP API of another service.
import { existsSync, readFileSync } from 'node:fs';
import fastify from 'fastify';
import { type Claims, type ClaimSource, createUserInfoEndpoint } from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteUserInfoAuthority,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { userInfoHandler } from 'oauth-resource-server/fastify';

const users = new Map<string, Claims>([
  [
    '1',
    {
      name: 'John Smith',
      'name#ja': '\u30b8\u30e7\u30f3\u30fb\u30b9\u30df\u30b9',
      email: 'john@example.com',
      email_verified: true,
      address: { country: 'JP' },
      updated_at: 1_700_000_000,
    },
  ],
]);

const claimSource: ClaimSource = {
  // `undefined`: there is no such user, the client gets 401. A rejection: nobody knows, the client gets 503.
  findClaims: async ({ subject }) => users.get(subject),
};

const file = existsSync('authlete.ini') ? readFileSync('authlete.ini', 'utf8') : undefined;
const client = createAuthleteClient(readAuthleteConfiguration({ file, environment: process.env }));
const endpoint = createUserInfoEndpoint({ authority: createAuthleteUserInfoAuthority(client), claimSource });

const app = fastify();
app.addHook('onClose', () => client.close());
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, body),
);
app.route({ method: ['GET', 'POST'], url: '/userinfo', handler: userInfoHandler(endpoint) });

const url = await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8002) });
process.stdout.write(`Listening on ${url}\n`);
