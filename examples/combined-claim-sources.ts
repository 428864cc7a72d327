// A UserInfo endpoint over two claim sources: a database of yours, which says who exists, and an HTTP service that knows more
// about some users. Where the service is slow or down, its claims are missing and the answer goes out all the same.
import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';
import {
  type Claims,
  type ClaimSource,
  combineClaimSources,
  createUserInfoEndpoint,
} from 'oauth-resource-server';
import {
  createAuthleteClient,
  createAuthleteUserInfoAuthority,
  readAuthleteConfiguration,
} from 'oauth-resource-server/authlete';
import { userInfoHandler } from 'oauth-resource-server/fastify';

/** A table of your own, with its own columns and types: here one that is made at the start, with one row. */
function createDatabaseClaimSource(): ClaimSource {
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE staff (id TEXT PRIMARY KEY, full_name TEXT, mail TEXT, mail_checked INTEGER, changed_at INTEGER);
    INSERT INTO staff VALUES ('1', 'John Smith', 'john@example.com', 1, 1700000000000);
  `);
  const find = database.prepare('SELECT full_name, mail, mail_checked, changed_at FROM staff WHERE id = ?');
  return {
    async findClaims({ subject }) {
      const row = find.get(subject);
      // Nobody of this name: the client gets 401.
      if (row === undefined) return undefined;
      return {
        name: String(row['full_name']),
        email: String(row['mail']),
        // The types are those of OpenID Connect, not those of the column.
        email_verified: row['mail_checked'] === 1,
        updated_at: Math.floor(Number(row['changed_at']) / 1000),
      };
    },
  };
}

/** Claims as a JSON object from `GET url?subject=…&claims=…`. */
function createHttpClaimSource(url: string): ClaimSource {
  return {
    async findClaims({ subject, names, deadline }) {
      const address = new URL(url);
      // In the query: a subject such as `..` would lead elsewhere in a path.
      address.searchParams.set('subject', subject);
      address.searchParams.set('claims', names.join(' '));
      const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
      const response = await fetch(address, { signal, redirect: 'error' });
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`the service answers ${response.status}`);
      return (await response.json()) as Claims;
    },
  };
}

const claimSource = combineClaimSources(
  [
    { name: 'staff', source: createDatabaseClaimSource(), required: true },
    {
      name: 'profiles',
      source: createHttpClaimSource(process.env['PROFILE_SERVICE'] ?? 'http://127.0.0.1:8003/claims'),
      required: false,
      timeout: 2000,
    },
  ],
  { onFailure: ({ message }) => process.stderr.write(`${message}\n`) },
);

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
