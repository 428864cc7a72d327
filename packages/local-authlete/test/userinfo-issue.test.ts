import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { JWTPayload } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/userinfo/issue';
const CLAIMS = JSON.stringify({ email: 'john@example.com', address: { country: 'DE' }, updated_at: 1 });

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('POST /auth/userinfo/issue, JSON', () => {
  for (const generation of GENERATIONS) {
    it(`answers the claims with sub as JSON in a string (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['openid'] });
      const { body } = await call(local, ENDPOINT, { token, claims: CLAIMS }, { generation });
      assert.equal(body.action, 'JSON');
      assert.equal(body.resultCode, 'A096001');
      assert.deepEqual(JSON.parse(body.responseContent), { ...(JSON.parse(CLAIMS) as object), sub: 'john' });
    });
  }

  it('answers sub alone without claims, and with claims that are null', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const request of [{ token }, { token, claims: null }]) {
      const { body } = await call(local, ENDPOINT, request);
      assert.deepEqual(JSON.parse(body.responseContent), { sub: 'john' });
    }
  });

  it('takes sub from the request unless it is empty', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const subOf = async (sub: string): Promise<unknown> => {
      const { body } = await call(local, ENDPOINT, { token, sub, claims: '{"sub":"evil"}' });
      return (JSON.parse(body.responseContent) as JWTPayload).sub;
    };
    assert.equal(await subOf('pairwise'), 'pairwise');
    assert.equal(await subOf(''), 'john');
  });

  it('answers INTERNAL_SERVER_ERROR when claims are not a JSON object in a string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const claims of ['{', '[]', 'null', '"x"']) {
      const { status, body } = await call(local, ENDPOINT, { token, claims });
      assert.equal(status, 200);
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
      assert.equal(parseChallenge(body.responseContent)['error'], 'server_error');
    }
  });

  it('is told by HTTP 400 that claims are an object and no string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    assert.equal((await call(local, ENDPOINT, { token, claims: { email: 'x' } })).status, 400);
  });

  it('validates the token again', async () => {
    const actionOf = async (token?: string): Promise<unknown> =>
      (await call(local, ENDPOINT, { token })).body.action;
    assert.equal(await actionOf(), 'BAD_REQUEST');
    assert.equal(await actionOf('unknown'), 'UNAUTHORIZED');
    assert.equal(await actionOf(await createToken(local, { scopes: ['time.read'] })), 'FORBIDDEN');
    const expired = await createToken(local, { scopes: ['openid'], accessTokenDuration: 1 });
    local.clock.advance(1000);
    assert.equal(await actionOf(expired), 'UNAUTHORIZED');
  });
});
