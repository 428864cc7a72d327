// An API on Fastify: one route for any valid token, one that needs a scope and a user, one with a token in a form.
import { existsSync, readFileSync } from 'node:fs';
import fastify from 'fastify';
import { createResourceServer } from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteTokenSource,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { accessTokenOf, protect } from 'oauth-resource-server/fastify';

const file = existsSync('authlete.ini') ? readFileSync('authlete.ini', 'utf8') : undefined;
const client = createAuthleteClient(readAuthleteConfiguration({ file, environment: process.env }));
const resourceServer = createResourceServer({
  audience: null, // tokens for other servers are accepted here too: name your API once your tokens do
  tokenSource: createAuthleteTokenSource(client),
  realm: 'history',
  onEvent: (event) => {
    if (event.type === 'access_denied') {
      process.stderr.write(`${event.denied.code}: ${event.denied.reason}\n`);
    }
  },
});

const visits = new Map<string | undefined, number>();

const app = fastify();
app.addHook('onClose', () => client.close());
// Only for routes with `credentials: 'header-or-form'`: they want to see the form as it came.
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, body),
);

app.get('/client', protect(resourceServer), async (request) => {
  const { clientId, scopes, expiresAt } = accessTokenOf(request);
  return { clientId, scopes, expiresAt };
});

app.get(
  '/history',
  protect(resourceServer, { scopes: { allOf: ['history.read'] }, subject: 'required' }),
  async (request) => ({ visits: visits.get(accessTokenOf(request).subject) ?? 0 }),
);

app.post(
  '/history',
  protect(resourceServer, { subject: 'required', credentials: 'header-or-form' }),
  async (request) => {
    const { subject } = accessTokenOf(request);
    visits.set(subject, (visits.get(subject) ?? 0) + 1);
    return { visits: visits.get(subject) };
  },
);

const url = await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8002) });
process.stdout.write(`Listening on ${url}\n`);
