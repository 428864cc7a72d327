import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { accessTokenOf, protect, userInfoHandler } from '../../src/adapters/fastify.ts';
import { createUserInfoEndpoint, type UserInfoIssuance } from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';
import { InMemoryUserInfoAuthority } from '../userinfo/in-memory-user-info-authority.ts';
import { adapterContract, exampleResourceServer, type Serve } from './adapter-contract.ts';
import { exchange, sendRaw } from './raw-http.ts';

const BEARER_T = ['Authorization', 'Bearer T'] as const;
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

/** An application that parses forms as the adapter asks for. */
function application(t: TestContext): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  t.after(() => app.close());
  return app;
}

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

const serve: Serve = async (t, resourceServer, policy) => {
  const app = application(t);
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/',
    ...protect(resourceServer, policy),
    handler: async (request) => `handled ${accessTokenOf(request).subject}`,
  });
  const port = await listen(app);
  return (request) => sendRaw(port, request);
};

adapterContract('fastify', serve);

suite('a protected route', () => {
  test('RFC 6750, 2.2: a form in the body of GET is not looked at', async (t) => {
    const send = await serve(t, exampleResourceServer(), { credentials: 'header-or-form' });
    assert.equal((await send({ lines: [FORM], body: 'access_token=T' })).status, 401);
  });

  test('a request is turned away before its body has come, where the header alone counts', async (t) => {
    const app = application(t);
    app.post('/', protect(exampleResourceServer()), async () => assert.fail('the handler was called'));
    const port = await listen(app);
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n';
    const { status } = await exchange(port, `${head}Content-Length: 1000\r\n\r\nonly a few bytes`);
    assert.equal(status, 401);
  });

  test('the header is judged first, then the body is parsed', async (t) => {
    const send = await serve(t, exampleResourceServer(), {});
    const json = ['Content-Type', 'application/json'] as const;
    assert.equal((await send({ method: 'POST', lines: [json], body: '{' })).status, 401);
    assert.equal((await send({ method: 'POST', lines: [json, BEARER_T], body: '{' })).status, 400);
  });

  test('two requests on one connection have each their own token', async (t) => {
    const app = application(t);
    app.get('/', protect(exampleResourceServer()), async (request) => accessTokenOf(request).subject);
    const port = await listen(app);
    const first = 'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer T\r\n\r\n';
    const second = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const { status, body } = await exchange(port, first + second);
    assert.equal(status, 200);
    assert.match(body, /^janeHTTP\/1\.1 401 /);
  });

  test('a handler that fails still answers with what a protected endpoint carries', async (t) => {
    const app = application(t);
    app.get('/', protect(exampleResourceServer()), async () => Promise.reject(new Error('broken')));
    const { status, headers } = await sendRaw(await listen(app), { lines: [BEARER_T] });
    assert.equal(status, 500);
    assert.equal(headers['cache-control'], 'no-store');
  });

  test('a policy that is not one is refused when the route is made', () => {
    assert.throws(() => protect(exampleResourceServer(), { scopes: { allOf: [] } }), /policy\.scopes/);
  });
});

test('the token of a request on a route that is not protected is a programming error', async (t) => {
  const app = application(t);
  app.get('/', async (request) => {
    assert.throws(() => accessTokenOf(request), { name: 'TypeError', message: /not protected/ });
    return 'checked';
  });
  assert.equal((await sendRaw(await listen(app), { lines: [BEARER_T] })).body, 'checked');
});

test('a form that was parsed to anything but a string is a programming error', async (t) => {
  const app = fastify({ forceCloseConnections: true });
  t.after(() => app.close());
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  app.post('/', protect(exampleResourceServer(), { credentials: 'header-or-form' }), async () => 'handled');
  const request = { method: 'POST', lines: [FORM], body: 'access_token=T' };
  assert.equal((await sendRaw(await listen(app), request)).status, 500);
});

suite('UserInfo', () => {
  async function serveUserInfo(t: TestContext, issuance?: UserInfoIssuance): Promise<number> {
    const token = accessToken({ subject: 'jane' });
    const inspection = { state: 'active', token, claimNames: ['name'], dpopNonce: 'n0nce' } as const;
    const endpoint = createUserInfoEndpoint({
      authority: new InMemoryUserInfoAuthority({
        T: issuance === undefined ? { inspection } : { inspection, issuance },
      }),
      claimSource: { findClaims: async () => ({ name: 'Jane' }) },
    });
    const app = application(t);
    app.route({ method: ['GET', 'POST'], url: '/', handler: userInfoHandler(endpoint) });
    return listen(app);
  }

  test('OpenID Connect Core, 5.3.1: answers GET and POST, header and form', async (t) => {
    const port = await serveUserInfo(t);
    const requests = [
      { lines: [BEARER_T] },
      { method: 'POST', lines: [BEARER_T] },
      { method: 'POST', lines: [FORM], body: 'access_token=T' },
    ];
    for (const request of requests) {
      const { status, headers, body } = await sendRaw(port, request);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['dpop-nonce'], 'n0nce');
      assert.equal(body, '{"sub":"jane","name":"Jane"}');
    }
  });

  test('RFC 9110, 9.3.2: answers HEAD as GET, without the body', async (t) => {
    const { status, headers, body } = await sendRaw(await serveUserInfo(t), {
      method: 'HEAD',
      lines: [BEARER_T],
    });
    assert.equal(status, 200);
    assert.equal(headers['content-length'], '28');
    assert.equal(body, '');
  });

  test('OpenID Connect Core, 5.3.2: sends the bytes that were issued, a JWT as application/jwt', async (t) => {
    const json = { state: 'issued', mediaType: 'application/json', body: ' {"sub":"jane"}\n' } as const;
    const jwt = { state: 'issued', mediaType: 'application/jwt', body: 'e30.e30.c2ln' } as const;
    for (const issuance of [json, jwt]) {
      const { headers, body } = await sendRaw(await serveUserInfo(t, issuance), { lines: [BEARER_T] });
      assert.equal(headers['content-type'], issuance.mediaType);
      assert.equal(body, issuance.body);
    }
  });

  test('RFC 6750, 3.1: answers a request without credentials with the scheme alone', async (t) => {
    const { status, headers, body } = await sendRaw(await serveUserInfo(t), {});
    assert.equal(status, 401);
    assert.equal(headers['www-authenticate'], 'Bearer');
    assert.equal(headers['content-type'], undefined);
    assert.equal(body, '');
  });

  test('RFC 6750, 3.1: answers an unknown token with exactly application/json', async (t) => {
    const { status, headers } = await sendRaw(await serveUserInfo(t), {
      lines: [['Authorization', 'Bearer U']],
    });
    assert.equal(status, 401);
    assert.equal(headers['content-type'], 'application/json');
  });
});
