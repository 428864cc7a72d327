// Each example as a process of its own, with a local Authlete, called by a client that knows nothing of ours.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, suite, test, type TestContext } from 'node:test';
import { createLocalAuthlete, type LocalAuthlete } from 'local-authlete';
import {
  allowInsecureRequests,
  protectedResourceRequest,
  type ProtectedResourceRequestBody,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';

const examples = path.resolve(import.meta.dirname, '..', 'examples');

suite('examples', () => {
  let authlete: LocalAuthlete;
  let token: string;
  let tokenWithoutScope: string;

  before(async () => {
    authlete = await createLocalAuthlete({ port: 0 });
    token = await issueToken(['openid', 'profile', 'email', 'history.read']);
    tokenWithoutScope = await issueToken(['openid']);
  });
  after(() => authlete.close());

  async function issueToken(scopes: readonly string[], subject = '1'): Promise<string> {
    const { url, serviceId, serviceAccessToken } = authlete;
    const response = await fetch(`${url}/api/${serviceId}/auth/token/create`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${serviceAccessToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ grantType: 'AUTHORIZATION_CODE', clientId: 1001, subject, scopes }),
    });
    return ((await response.json()) as { accessToken: string }).accessToken;
  }

  /** Starts an example on a free port until the test ends, and resolves with the address that it prints. */
  async function start(
    t: TestContext,
    example: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ url: string; log: () => string }> {
    const child = spawn(process.execPath, [path.join(examples, example)], {
      env: {
        ...process.env,
        AUTHLETE_API_VERSION: 'V3',
        AUTHLETE_BASE_URL: authlete.url,
        AUTHLETE_SERVICE_APIKEY: authlete.serviceId,
        AUTHLETE_SERVICE_ACCESSTOKEN: authlete.serviceAccessToken,
        PORT: '0',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const exited = once(child, 'exit');
    t.after(async () => {
      child.kill();
      await exited;
    });
    for await (const line of createInterface(child.stdout)) {
      const address = /^Listening on (http:\S+)$/.exec(line)?.[1];
      if (address !== undefined) return { url: address, log: () => log };
    }
    throw new Error(`${example} ended before it listened: ${log}`);
  }

  test('fastify-api: any token, a scope, a form', async (t) => {
    const { url, log } = await start(t, 'fastify-api.ts');
    assert.equal((await callJson(token, `${url}/client`))['clientId'], '1001');
    assert.deepEqual(await callJson(token, `${url}/history`), { visits: 0 });
    assert.deepEqual(await callJson(token, `${url}/history`, 'POST'), { visits: 1 });
    const form = new URLSearchParams({ access_token: token });
    assert.deepEqual(await (await fetch(`${url}/history`, { method: 'POST', body: form })).json(), {
      visits: 2,
    });
    await assertChallenge(tokenWithoutScope, `${url}/history`, 403, {
      error: 'insufficient_scope',
      scope: 'history.read',
      realm: 'history',
    });
    await assertChallenge('unknown', `${url}/client`, 401, { error: 'invalid_token', realm: 'history' });
    assert.equal((await fetch(`${url}/client`)).headers.get('www-authenticate'), 'Bearer realm="history"');
    assert.match(log(), /^insufficient_scope: the token lacks the scope history\.read$/m);
    assert.ok(!log().includes(tokenWithoutScope), 'the log holds a token');
  });

  test('node-http-api: a scope and a user', async (t) => {
    const { url } = await start(t, 'node-http-api.ts');
    assert.deepEqual(await callJson(token, url), { historyOf: '1' });
    await assertChallenge(tokenWithoutScope, url, 403, {
      error: 'insufficient_scope',
      scope: 'history.read',
    });
    await assertChallenge('unknown', url, 401, { error: 'invalid_token' });
    assert.equal((await fetch(url)).headers.get('www-authenticate'), 'Bearer');
  });

  test('fetch-api: one of several scopes, and a body for the handler', async (t) => {
    const { url } = await start(t, 'fetch-api.ts');
    assert.deepEqual(await callJson(token, url), { method: 'GET', subject: '1', received: '' });
    assert.deepEqual(await callJson(token, url, 'POST', 'hello'), {
      method: 'POST',
      subject: '1',
      received: 'hello',
    });
    await assertChallenge(tokenWithoutScope, url, 403, {
      error: 'insufficient_scope',
      scope: 'history.read',
    });
    assert.equal((await fetch(url)).headers.get('www-authenticate'), 'Bearer');
  });

  test('own-claim-source: UserInfo with the claims of the scopes', async (t) => {
    const { url: origin } = await start(t, 'own-claim-source.ts');
    const url = `${origin}/userinfo`;
    const { sub, name, email, email_verified: verified, address } = await callJson(token, url);
    assert.deepEqual([sub, name, email, verified], ['1', 'John Smith', 'john@example.com', true]);
    assert.equal(address, undefined, 'the scope address was not granted');
    assert.deepEqual(await callJson(tokenWithoutScope, url), { sub: '1' });
    await assertChallenge('unknown', url, 401, { error: 'invalid_token' });
  });

  test('combined-claim-sources: a database and an HTTP service, which may fail or hang', async (t) => {
    const asked: (string | undefined)[] = [];
    let answer: (response: ServerResponse) => void = (response) =>
      response.end('{"nickname":"Johnny","name":"not the name","updated_at":"yesterday"}');
    const service = createServer((request, response) => {
      asked.push(request.url);
      answer(response);
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      service.close();
      service.closeAllConnections();
    });
    const { port } = service.address() as AddressInfo;
    const { url: origin, log } = await start(t, 'combined-claim-sources.ts', {
      PROFILE_SERVICE: `http://127.0.0.1:${port}/claims`,
    });
    const url = `${origin}/userinfo`;
    const database = {
      sub: '1',
      name: 'John Smith',
      email: 'john@example.com',
      email_verified: true,
      updated_at: 1_700_000_000,
    };
    assert.deepEqual(await callJson(token, url), { ...database, nickname: 'Johnny' });
    assert.match(asked[0] ?? '', /^\/claims\?subject=1&claims=name\+family_name\+/);
    assert.equal(log(), '');

    answer = (response) => response.writeHead(500).end('{"nickname":"s3cret"}');
    assert.deepEqual(await callJson(token, url), database);
    answer = () => undefined;
    assert.deepEqual(await callJson(token, url), database);
    answer = (response) => response.writeHead(404).end();
    assert.deepEqual(await callJson(token, url), database);
    assert.equal(log(), 'the claim source profiles failed\n'.repeat(2));

    const stranger = await issueToken(['openid'], 'nobody');
    await assertChallenge(stranger, url, 401, { error: 'invalid_token' });
  });
});

function call(
  token: string,
  url: string,
  method = 'GET',
  body?: ProtectedResourceRequestBody,
): Promise<Response> {
  const options = { [allowInsecureRequests]: true };
  return protectedResourceRequest(token, method, new URL(url), undefined, body, options);
}

async function callJson(...request: Parameters<typeof call>): Promise<Record<string, unknown>> {
  const response = await call(...request);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  return (await response.json()) as Record<string, unknown>;
}

async function assertChallenge(
  token: string,
  url: string,
  status: number,
  expected: Readonly<Record<string, string>>,
): Promise<void> {
  const error: unknown = await call(token, url).catch((error: unknown) => error);
  assert.ok(error instanceof WWWAuthenticateChallengeError);
  assert.equal(error.status, status);
  const { error_description: description, ...parameters } = error.cause[0]?.parameters ?? {};
  assert.notEqual(description, undefined);
  assert.deepEqual({ ...parameters }, expected);
}
