import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { address, CREDENTIALS, GENERATIONS } from './authlete-api.ts';

const ENDPOINT = '/auth/introspection';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0, apiSecret: 's:cret' });
});
after(async () => local.close());

const BASIC = `Basic ${Buffer.from('10001:s:cret').toString('base64')}`;

/** Posts to the introspection endpoint; the status, the result code and the headers of the answer. */
async function post(
  url: string,
  headers: Record<string, string>,
  body = '{"token":"x"}',
): Promise<{ status: number; code: unknown; message: string; headers: Headers }> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const members = (await response.json()) as { resultCode: unknown; resultMessage: string };
  assert.equal(response.headers.get('x-local-authlete'), '1');
  return {
    status: response.status,
    code: members.resultCode,
    message: members.resultMessage,
    headers: response.headers,
  };
}

describe('the credentials of the service', () => {
  const json = { 'content-type': 'application/json' };

  it('are Basic in 2.x and Bearer in 3.x', async () => {
    for (const [generation, authorization] of [
      ['V2', BASIC],
      ['V3', CREDENTIALS.V3],
      ['V3', CREDENTIALS.V3.replace('Bearer', 'bearer')],
    ] as const) {
      const { status } = await post(address(local, ENDPOINT, generation), { ...json, authorization });
      assert.equal(status, 200);
    }
  });

  for (const generation of GENERATIONS) {
    it(`are needed: 401 and A001202 without, with wrong ones and with those of the other API (${generation})`, async () => {
      for (const authorization of [
        undefined,
        'Basic',
        'Basic !',
        `Basic ${Buffer.from('10001:wrong').toString('base64')}`,
        `Basic ${Buffer.from('10002:s:cret').toString('base64')}`,
        'Bearer wrong',
        'Bearer  local-access-token x',
        'DPoP local-access-token',
        generation === 'V2' ? CREDENTIALS.V3 : BASIC,
      ]) {
        const { status, code, message } = await post(address(local, ENDPOINT, generation), {
          ...json,
          ...(authorization && { authorization }),
        });
        assert.equal(status, 401, authorization);
        assert.equal(code, 'A001202');
        assert.match(message, /^\[A001202\] \/auth\/introspection, /);
        assert.doesNotMatch(message, /s:cret|local-access-token/);
      }
    });
  }

  it('belong to one service: 403 for another in the path', async () => {
    const url = `${local.url}/api/10002${ENDPOINT}`;
    const { status } = await post(url, { ...json, authorization: CREDENTIALS.V3 });
    assert.equal(status, 403);
  });
});

describe('requests that Authlete does not understand', () => {
  const authorization = CREDENTIALS.V3;

  it('are answered 400 in JSON when the body is malformed', async () => {
    const headers = { authorization, 'content-type': 'application/json;charset=UTF-8' };
    for (const body of ['{', '[]', '"x"', 'null', '{"token":1}', '{"token":"x","scopes":"a b"}']) {
      const { status, code } = await post(address(local, ENDPOINT, 'V3'), headers, body);
      assert.equal(status, 400, body);
      assert.equal(typeof code, 'string');
    }
  });

  it('are answered 400 and A126203 when the body is empty', async () => {
    const headers = { authorization, 'content-type': 'application/json' };
    const { status, code } = await post(address(local, ENDPOINT, 'V3'), headers, '');
    assert.equal(status, 400);
    assert.equal(code, 'A126203');
  });

  it('are answered 415 when the body has another type', async () => {
    const headers = { authorization, 'content-type': 'text/plain' };
    assert.equal((await post(address(local, ENDPOINT, 'V3'), headers)).status, 415);
  });

  it('are answered 413 when the body is larger than 1 MiB', async () => {
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ token: 'x'.repeat(1024 * 1024) });
    assert.equal((await post(address(local, ENDPOINT, 'V3'), headers, body)).status, 413);
  });

  it('are answered 404 in JSON at an unknown path', async () => {
    for (const path of [
      '/',
      '/api',
      '/api/10001',
      '/api/10001/auth',
      '/api/10001/auth/introspection/',
      '/api/10001/auth/token/delete/',
      '/api/10001/auth/token/delete/%',
      '/api/10001/auth/authorization',
      '/api/nothing',
      '/local/nothing',
      '//',
    ]) {
      const { status, code } = await post(`${local.url}${path}`, { authorization });
      assert.equal(status, 404, path);
      assert.equal(typeof code, 'string');
    }
  });

  it('are answered 405 with Allow when the method is another', async () => {
    for (const [path, method, allow] of [
      [ENDPOINT, 'GET', 'POST'],
      [ENDPOINT, 'OPTIONS', 'POST'],
      ['/auth/token/get/list', 'POST', 'GET'],
      ['/auth/token/delete/x', 'GET', 'DELETE'],
      ['/service/configuration', 'PUT', 'GET, POST'],
      ['/local/failures', 'PUT', 'GET, POST, DELETE'],
    ] as const) {
      const response = await fetch(address(local, path, 'V3'), { method, headers: { authorization } });
      assert.equal(response.status, 405, path);
      assert.equal(response.headers.get('allow'), allow);
      assert.match(await response.text(), /"resultCode"/);
    }
  });

  it('do no harm when they end in the middle', async () => {
    await new Promise<void>((resolve) => {
      const request = httpRequest(address(local, ENDPOINT, 'V3'), {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'content-length': 100 },
      });
      request.on('error', () => {
        resolve();
      });
      request.write('{"token":', () => {
        request.destroy();
      });
      request.on('close', resolve);
    });
    const headers = { authorization, 'content-type': 'application/json' };
    assert.equal((await post(address(local, ENDPOINT, 'V3'), headers)).status, 200);
  });
});
