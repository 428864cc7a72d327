import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { FetchResourceRequest, protectFetch, serveUserInfo } from '../../src/adapters/fetch.ts';
import { createUserInfoEndpoint, type UserInfoEndpoint } from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { InMemoryUserInfoAuthority } from '../userinfo/in-memory-user-info-authority.ts';
import { adapterContract, exampleResourceServer, type Serve } from './adapter-contract.ts';
import type { SentRequest } from './raw-http.ts';

const URL_OF_API = 'https://api.example';
const WITH_TOKEN = { headers: { Authorization: 'Bearer T' } };
const FORM = 'application/x-www-form-urlencoded';

function webRequest({ method = 'GET', lines = [], path = '/', body }: SentRequest): Request {
  const headers = new Headers();
  for (const [name, value] of lines) headers.append(name, value);
  const bytes = body === undefined ? {} : { body: Buffer.from(body, 'latin1') };
  return new Request(URL_OF_API + path, { method, headers, ...bytes });
}

const serve: Serve = async (_t, resourceServer, policy) => {
  const handler = protectFetch(
    resourceServer,
    policy,
    // As in any server, the answer to HEAD goes out without its body.
    ({ method }, { token }) =>
      new Response(method === 'HEAD' ? null : `handled ${token.subject}`, {
        headers: { 'Content-Type': 'text/plain' },
      }),
  );
  return async (request) => {
    const response = await handler(webRequest(request));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
};

adapterContract('fetch', serve);

suite('a protected handler', () => {
  const protectedText = protectFetch(
    exampleResourceServer(),
    { credentials: 'header-or-form' },
    async (request) => new Response(await request.text()),
  );

  test('RFC 6750, 2.2: can read the form in which the token stood', async () => {
    const body = 'access_token=T&note=%E2%9C%93';
    const request = new Request(URL_OF_API, { method: 'POST', headers: { 'Content-Type': FORM }, body });
    assert.equal(await (await protectedText(request)).text(), body);
  });

  test('can read a body of any other type, however large', async () => {
    const body = 'x'.repeat(2_000_000);
    const response = await protectedText(new Request(URL_OF_API, { method: 'POST', body, ...WITH_TOKEN }));
    assert.equal((await response.text()).length, body.length);
  });

  test('is not called for a form of more than 1 MiB: 413', async () => {
    const limit = 1_048_576;
    const post = (length: number): Promise<Response> => {
      const headers = { 'Content-Type': FORM, Authorization: 'Bearer T' };
      return protectedText(
        new Request(URL_OF_API, { method: 'POST', headers, body: `a=${'x'.repeat(length - 2)}` }),
      );
    };
    assert.equal((await post(limit)).status, 200);
    const refused = await post(limit + 1);
    assert.equal(refused.status, 413);
    assert.equal(refused.headers.get('cache-control'), 'no-store');
    assert.equal(((await refused.json()) as { error: string }).error, 'content_too_large');
  });

  test('keeps its status, its headers and its cookies; what it sets itself stays', async () => {
    const headers = new Headers({ 'Cache-Control': 'private', ETag: '"1"' });
    headers.append('Set-Cookie', 'a=1');
    headers.append('Set-Cookie', 'b=2');
    const handler = protectFetch(
      exampleResourceServer(),
      {},
      () => new Response('made', { status: 201, headers }),
    );
    const response = await handler(new Request(URL_OF_API, WITH_TOKEN));
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('cache-control'), 'private');
    assert.equal(response.headers.get('etag'), '"1"');
    assert.equal(response.headers.get('dpop-nonce'), 'n0nce');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  });

  test('may answer with a response whose headers cannot be changed', async () => {
    const handler = protectFetch(exampleResourceServer(), {}, () =>
      Response.redirect('https://other.example/'),
    );
    const response = await handler(new Request(URL_OF_API, WITH_TOKEN));
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  test('fails as it fails', async () => {
    const error = new Error('broken');
    const handler = protectFetch(exampleResourceServer(), {}, () => Promise.reject(error));
    await assert.rejects(handler(new Request(URL_OF_API, WITH_TOKEN)), error);
  });

  test('is not made with a policy that is not one', () => {
    const policy = { scopes: { allOf: [] } };
    assert.throws(
      () => protectFetch(exampleResourceServer(), policy, () => new Response()),
      /policy\.scopes/,
    );
  });
});

suite('UserInfo', () => {
  const endpoint: UserInfoEndpoint = createUserInfoEndpoint({
    authority: new InMemoryUserInfoAuthority({
      T: {
        inspection: {
          state: 'active',
          token: accessToken({ subject: 'jane' }),
          claimNames: ['name'],
        },
      },
    }),
    claimSource: { findClaims: async () => ({ name: 'J\u00f6rg' }) },
  });
  const handle = serveUserInfo(endpoint);

  test('OpenID Connect Core, 5.3.1: answers GET and POST', async () => {
    const form = { method: 'POST', headers: { 'Content-Type': FORM }, body: 'access_token=T' };
    for (const init of [WITH_TOKEN, { method: 'POST', ...WITH_TOKEN }, form]) {
      const response = await handle(new Request(URL_OF_API, init));
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(await response.text(), '{"sub":"jane","name":"J\u00f6rg"}');
    }
  });

  test('RFC 6750, 3.1: answers a request without credentials with the scheme alone', async () => {
    const response = await handle(new Request(URL_OF_API));
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    assert.equal(response.headers.get('content-type'), null);
    assert.equal(response.body, null);
  });

  test('RFC 9110, 15.5.6: answers other methods with 405 and those that there are', async () => {
    for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await handle(new Request(URL_OF_API, { method, ...WITH_TOKEN }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), 'GET, POST');
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
  });

  test('answers a form of more than 1 MiB with 413', async () => {
    const headers = { 'Content-Type': FORM };
    const body = `access_token=T&a=${'x'.repeat(1_048_576)}`;
    assert.equal((await handle(new Request(URL_OF_API, { method: 'POST', headers, body }))).status, 413);
  });
});

test('RFC 9112, 3.2.1: the target of a Web request is its path and query', () => {
  assert.equal(new FetchResourceRequest(new Request(`${URL_OF_API}/a/b?c=d#e`)).target, '/a/b?c=d');
});
