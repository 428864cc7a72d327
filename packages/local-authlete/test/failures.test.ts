import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { createLocalAuthlete } from '../src/index.ts';
import type { Failure, LocalAuthlete } from '../src/index.ts';
import { address, call, createToken, CREDENTIALS } from './authlete-api.ts';

let local: LocalAuthlete;
let token: string;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
  token = await createToken(local, { scopes: ['openid'] });
});
after(async () => local.close());
afterEach(() => {
  local.failures.clear();
});

/** Introspects the token with a failure switched on; the response as it is. */
async function introspect(failure: Failure): Promise<Response> {
  local.failures.add(failure);
  return fetch(address(local, '/auth/introspection', 'V3'), {
    method: 'POST',
    headers: { authorization: CREDENTIALS.V3, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    redirect: 'manual',
    keepalive: false,
  });
}

async function introspectJson(failure: Failure): Promise<Record<string, unknown>> {
  return (await (await introspect(failure)).json()) as Record<string, unknown>;
}

describe('the failure switches', () => {
  for (const status of [401, 403, 429, 500, 503] as const) {
    it(`answer HTTP ${status} in JSON and in HTML`, async () => {
      const json = await introspect({ kind: 'status', status, times: 1 });
      assert.equal(json.status, status);
      const members = (await json.json()) as Record<string, string>;
      assert.match(members['resultMessage']!, /^\[A\d{6}\] /);
      const html = await introspect({ kind: 'status', status, body: 'html' });
      assert.equal(html.status, status);
      assert.equal(html.headers.get('content-type'), 'text/html;charset=UTF-8');
      assert.equal(html.headers.get('x-local-authlete'), '1');
      assert.match(await html.text(), /<html>/);
    });
  }

  it('add Retry-After', async () => {
    const response = await introspect({ kind: 'status', status: 429, retryAfter: 7 });
    assert.equal(response.headers.get('retry-after'), '7');
    await response.text();
  });

  it('hold the headers back', async () => {
    const started = performance.now();
    const response = await introspect({ kind: 'slow-headers', delay: 40 });
    assert.ok(performance.now() - started >= 39);
    assert.equal(((await response.json()) as Record<string, unknown>)['action'], 'OK');
  });

  it('hold the body back', async () => {
    const started = performance.now();
    const response = await introspect({ kind: 'slow-body', delay: 40 });
    const members = (await response.json()) as Record<string, unknown>;
    assert.ok(performance.now() - started >= 39);
    assert.equal(members['action'], 'OK');
  });

  it('end the connection in the middle of the body', async () => {
    const response = await introspect({ kind: 'truncated-body' });
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
  });

  it('reset the connection', async () => {
    await assert.rejects(introspect({ kind: 'connection-reset' }));
  });

  it('answer something that is no JSON', async () => {
    const response = await introspect({ kind: 'malformed-json' });
    assert.match(response.headers.get('content-type')!, /^application\/json/);
    await assert.rejects(response.json(), SyntaxError);
  });

  it('answer under another content type', async () => {
    const html = await introspect({ kind: 'wrong-content-type', times: 1 });
    assert.equal(html.headers.get('content-type'), 'text/html;charset=UTF-8');
    assert.equal(((await html.json()) as Record<string, unknown>)['action'], 'OK');
    const text = await introspect({ kind: 'wrong-content-type', contentType: 'text/plain' });
    assert.equal(text.headers.get('content-type'), 'text/plain');
    await text.text();
  });

  it('answer a body that is too large', async () => {
    const response = await introspect({ kind: 'oversized-body', bytes: 300_000 });
    assert.ok((await response.text()).length > 300_000);
  });

  it('redirect, to a place that answers a careless client with 200', async () => {
    const response = await introspect({ kind: 'redirect', times: 1 });
    assert.equal(response.status, 302);
    const location = new URL(response.headers.get('location')!, local.url);
    assert.equal((await fetch(location)).status, 200);
    const elsewhere = await introspect({ kind: 'redirect', location: 'https://elsewhere.example/' });
    assert.equal(elsewhere.headers.get('location'), 'https://elsewhere.example/');
  });

  it('change action', async () => {
    assert.equal((await introspectJson({ kind: 'unknown-action', times: 1 }))['action'], 'PERHAPS');
    assert.equal('action' in (await introspectJson({ kind: 'missing-action', times: 1 })), false);
    const members = await introspectJson({ kind: 'internal-server-error' });
    assert.equal(members['action'], 'INTERNAL_SERVER_ERROR');
    assert.equal('subject' in members, false);
  });

  it('change responseContent', async () => {
    const missing = await introspectJson({ kind: 'missing-response-content', times: 1 });
    assert.equal('responseContent' in missing, false);
    const injected = await introspectJson({ kind: 'control-characters' });
    assert.match(String(injected['responseContent']), /^Bearer .+\r\nSet-Cookie: /);
  });

  it('say usable: false beside OK', async () => {
    const members = await introspectJson({ kind: 'unusable' });
    assert.equal(members['action'], 'OK');
    assert.equal(members['usable'], false);
  });

  it('let the token expire between the two steps of UserInfo', async () => {
    local.failures.add({ kind: 'expiry-before-issue', times: 1 });
    const doomed = await createToken(local, { scopes: ['openid'] });
    assert.equal((await call(local, '/auth/userinfo', { token: doomed })).body.action, 'OK');
    const { body } = await call(local, '/auth/userinfo/issue', { token: doomed });
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.match(body.resultMessage, /expired/);
    assert.deepEqual(local.failures.list(), []);
  });

  it('concern one endpoint of both generations, or all', async () => {
    local.failures.add({ kind: 'status', status: 500, endpoint: '/auth/userinfo' });
    assert.equal((await call(local, '/auth/introspection', { token })).status, 200);
    for (const generation of ['V2', 'V3'] as const) {
      assert.equal((await call(local, '/auth/userinfo', { token }, { generation })).status, 500);
    }
    local.failures.add({ kind: 'status', status: 503 });
    assert.equal((await call(local, '/auth/introspection', { token })).status, 503);
    assert.equal((await call(local, '/service/jwks/get')).status, 503);
    assert.equal((await fetch(`${local.url}/api/lifecycle/healthcheck`)).status, 200);
  });

  it('happen in their order, as often as they are told', async () => {
    local.failures.add({ kind: 'status', status: 500, times: 2 });
    local.failures.add({ kind: 'status', status: 503, times: 1 });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await call(local, '/auth/introspection', { token })).status);
      if (count === 0) {
        assert.deepEqual(local.failures.list()[0], { kind: 'status', status: 500, times: 1 });
      }
    }
    assert.deepEqual(statuses, [500, 500, 503, 200]);
  });

  it('are not used up by requests that Authlete would refuse anyway', async () => {
    local.failures.add({ kind: 'status', status: 500, times: 1 });
    await fetch(address(local, '/auth/introspection', 'V3'), { method: 'POST' });
    assert.equal(local.failures.list().length, 1);
  });

  it('can be set over HTTP', async () => {
    const added = await call(local, '/local/failures', { kind: 'status', status: 503, times: 3 });
    assert.equal(added.status, 200);
    assert.deepEqual(added.body['failures'], [{ kind: 'status', status: 503, times: 3 }]);
    assert.deepEqual((await call(local, '/local/failures')).body['failures'], added.body['failures']);
    assert.equal((await call(local, '/auth/introspection', { token })).status, 503);
    await call(local, '/local/failures', undefined, { method: 'DELETE' });
    assert.equal((await call(local, '/auth/introspection', { token })).status, 200);
  });

  for (const failure of [
    {},
    { kind: 'nonsense' },
    { kind: 'toString' },
    { kind: 'status' },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 500, body: 'xml' },
    { kind: 'status', status: 500, times: 0 },
    { kind: 'status', status: 500, endpoint: 'x' },
    { kind: 'status', status: 500, retryAfter: -1 },
    { kind: 'slow-body' },
    { kind: 'slow-headers', delay: 1.5 },
    { kind: 'unusable', delay: 1 },
    { kind: 'redirect', location: 'a\r\nb' },
    { kind: 'oversized-body', bytes: 1e12 },
  ]) {
    it(`refuse ${JSON.stringify(failure)}`, async () => {
      assert.throws(() => {
        local.failures.add(failure as unknown as Failure);
      }, TypeError);
      const { status, body } = await call(local, '/local/failures', failure);
      assert.equal(status, 400);
      assert.equal(typeof body.resultMessage, 'string');
    });
  }
});

describe('close', () => {
  for (const kind of ['slow-headers', 'slow-body'] as const) {
    it(`ends ${kind} at once`, async () => {
      const closing = await createLocalAuthlete({ port: 0 });
      const value = await createToken(closing);
      closing.failures.add({ kind, delay: 60_000, times: 1 });
      const pending = call(closing, '/auth/introspection', { token: value }).catch(() => 'cut off');
      while (closing.failures.list().length > 0) {
        await setImmediate();
      }
      const started = performance.now();
      await closing.close();
      assert.equal(await pending, 'cut off');
      assert.ok(performance.now() - started < 5000);
    });
  }
});
