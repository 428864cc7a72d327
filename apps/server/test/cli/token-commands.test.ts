import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createLocalAuthlete } from 'local-authlete';
import type { LocalAuthlete } from 'local-authlete';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand } from './run-command.ts';
import type { CommandRun } from './run-command.ts';

let authlete: LocalAuthlete;
before(async () => {
  authlete = await createLocalAuthlete({ port: 0 });
});
after(() => authlete.close());

/** What Authlete says of a token. */
async function introspect(
  token: string,
): Promise<{ action: string; subject?: string; scopes?: string[]; clientId?: number }> {
  const response = await fetch(`${authlete.url}/api/${authlete.serviceId}/auth/introspection`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${authlete.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.json() as Promise<{ action: string }>;
}

function environmentOf(url: string): Record<string, string> {
  const { hostname, port } = new URL(url);
  return { LOCAL_AUTHLETE_HOST: hostname, LOCAL_AUTHLETE_PORT: port };
}

async function token(context: TestContext, argv: readonly string[], input = ''): Promise<CommandRun> {
  const cwd = temporaryDirectory(context);
  return runCommand(['token', ...argv], { cwd, input, environment: environmentOf(authlete.url) });
}

describe('token issue', () => {
  it('prints the token alone on standard output, and on standard error how to use it', async (context) => {
    const { exitCode, stdout, stderr } = await token(context, ['issue', '--subject', '1']);
    assert.match(stdout, /^\S+\n$/);
    assert.match(stderr, /For subject 1, scopes openid profile email, until \d{4}-/);
    assert.ok(
      stderr.includes(
        `curl -i http://127.0.0.1:8001/api/userinfo -H 'Authorization: Bearer ${stdout.trim()}'`,
      ),
    );
    assert.equal(exitCode, 0);
    const { action, subject, scopes, clientId } = await introspect(stdout.trim());
    assert.deepEqual(
      { action, subject, scopes, clientId },
      { action: 'OK', subject: '1', scopes: ['openid', 'profile', 'email'], clientId: 1001 },
    );
  });

  it('issues for a user of the users database', async (context) => {
    const cwd = temporaryDirectory(context);
    const environment = environmentOf(authlete.url);
    await runCommand(['users', 'add', 'john', '--subject', 'abc', '--no-password'], { cwd });
    const issued = await runCommand(['token', 'issue', '--user', 'JOHN', '--quiet'], { cwd, environment });
    assert.deepEqual([issued.exitCode, issued.stderr], [0, '']);
    assert.equal((await introspect(issued.stdout.trim())).subject, 'abc');
    const unknown = await runCommand(['token', 'issue', '--user', 'mary'], { cwd, environment });
    assert.match(unknown.stderr, /^error: There is no user mary\./);
    assert.equal(unknown.exitCode, 1);
  });

  it('prints JSON, for the scopes, client and time asked for', async (context) => {
    const options = ['--scope', ' time.read  openid ', '--client', 'demo-rs256', '--expires-in', '60'];
    const before = Date.now();
    const { stdout, stderr } = await token(context, ['issue', '--subject', '1', '--json', ...options]);
    const { accessToken, expiresAt, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, {
      tokenType: 'Bearer',
      clientId: 1002,
      subject: '1',
      scopes: ['time.read', 'openid'],
    });
    assert.ok(Math.abs(Date.parse(expiresAt) - before - 60_000) < 5000);
    assert.equal(stderr, '');
    assert.equal((await introspect(accessToken)).action, 'OK');
  });

  it('can issue a token without scopes', async (context) => {
    const { stdout, stderr } = await token(context, ['issue', '--subject', '1', '--scope', '']);
    assert.match(stderr, /For subject 1, without scopes, until/);
    assert.equal((await introspect(stdout.trim())).action, 'OK');
  });

  it('passes on what local Authlete does not accept', async (context) => {
    for (const [options, words] of [
      [
        ['--scope', 'openid unheard.of'],
        /^error: Local Authlete does not issue the token: .*'unheard\.of'.*\n$/,
      ],
      [['--client', '4711'], /^error: Local Authlete does not issue the token: .*no client.*\n$/],
      [['--subject', 'é'], /^error: Local Authlete does not issue the token: .*subject.*\n$/],
    ] as const) {
      const { exitCode, stdout, stderr } = await token(context, ['issue', '--subject', '1', ...options]);
      assert.match(stderr, words);
      assert.deepEqual([exitCode, stdout], [1, '']);
    }
  });
});

describe('token revoke', () => {
  for (const [how, argvFor, inputFor] of [
    ['an argument', (value: string) => ['revoke', value], () => ''],
    ['standard input', () => ['revoke', '--token-stdin'], (value: string) => `${value}\n`],
  ] as const) {
    it(`revokes the token of ${how}`, async (context) => {
      const value = (await token(context, ['issue', '--subject', '1', '--quiet'])).stdout.trim();
      const revoked = await token(context, argvFor(value), inputFor(value));
      assert.deepEqual(revoked, { exitCode: 0, stdout: 'Revoked.\n', stderr: '' });
      assert.equal((await introspect(value)).action, 'UNAUTHORIZED');
      const again = await token(context, argvFor(value), inputFor(value));
      assert.match(
        again.stderr,
        /^error: Local Authlete does not know the token: it is revoked or expired already/,
      );
      assert.ok(!again.stderr.includes(value));
      assert.equal(again.exitCode, 1);
    });
  }
});

describe('local Authlete', () => {
  it('that is not running is told how to start', async (context) => {
    const stopped = await createLocalAuthlete({ port: 0 });
    await stopped.close();
    const { exitCode, stderr } = await token(context, ['issue', '--subject', '1', '--authlete', stopped.url]);
    assert.match(
      stderr,
      /^error: No local Authlete answers at http:\/\/127\.0\.0\.1:\d+\. Start it: npm start/,
    );
    assert.equal(exitCode, 1);
  });

  it('is not what else may listen there, which gets no credentials', async (context) => {
    const requests: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.end('OK');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    context.after(() => other.close());
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { exitCode, stderr } = await token(context, ['issue', '--subject', '1', '--authlete', url]);
    assert.match(stderr, /^error: What answers at \S+ is not a local Authlete\./);
    assert.equal(exitCode, 1);
    assert.deepEqual(requests, ['GET /api/lifecycle/healthcheck undefined']);
  });

  it('is on this machine', async (context) => {
    const elsewhere = [
      'https://us.authlete.com',
      'http://192.0.2.1:8000',
      'http://127.0.0.1.example.com',
      'localhost',
    ];
    const withMore = ['http://user@127.0.0.1:8000', 'http://127.0.0.1:8000/api', 'https://127.0.0.1:8000'];
    for (const url of [...elsewhere, ...withMore]) {
      const { exitCode, stderr } = await token(context, ['issue', '--subject', '1', '--authlete', url]);
      assert.match(stderr, /^error: The address of local Authlete must be one of this machine/, url);
      assert.equal(exitCode, 2);
    }
  });

  it('knows its own credentials only', async (context) => {
    for (const [name, words] of [
      ['LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN', /^error: Local Authlete does not accept the credentials/],
      ['LOCAL_AUTHLETE_SERVICE_ID', /^error: (?:Local Authlete|LOCAL_AUTHLETE_SERVICE_ID must be a number)/],
    ] as const) {
      const { exitCode, stderr } = await runCommand(['token', 'issue', '--subject', '1'], {
        cwd: temporaryDirectory(context),
        environment: { ...environmentOf(authlete.url), [name]: 'wrong-one' },
      });
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /wrong-one/);
      assert.ok(exitCode > 0);
    }
  });
});
