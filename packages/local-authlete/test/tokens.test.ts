import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { address, call, createToken, CREDENTIALS, GENERATIONS } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

async function introspect(token: string): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token })).body;
}

describe('POST /auth/token/create', () => {
  for (const generation of GENERATIONS) {
    it(`creates a token with everything that was asked for (${generation})`, async () => {
      const request = {
        grantType: 'AUTHORIZATION_CODE',
        clientIdentifier: 'demo',
        subject: 'jane',
        scopes: ['openid', 'time.read'],
        accessTokenDuration: 60,
        refreshTokenDuration: 600,
        accessToken: `access ${generation}`,
        refreshToken: `refresh ${generation}`,
        properties: [{ key: 'a', value: 'b' }],
        sessionId: 's',
        forExternalAttachment: true,
      };
      const { status, body } = await call(local, '/auth/token/create', request, { generation });
      assert.equal(status, 200);
      assert.equal(body.action, 'OK');
      assert.equal(
        body.resultMessage,
        '[A109001] An access token was created successfully: authorization_code, client = 1001',
      );
      assert.equal(body.accessToken, `access ${generation}`);
      assert.equal(body.refreshToken, `refresh ${generation}`);
      assert.equal(body.tokenType, 'Bearer');
      assert.equal(body.clientId, 1001);
      assert.equal(body.clientIdentifier, 'demo');
      assert.equal(body.subject, 'jane');
      assert.deepEqual(body.scopes, ['openid', 'time.read']);
      assert.equal(body.expiresIn, 60);
      assert.ok(Math.abs(body.expiresAt - local.clock.now() - 60_000) < 5000);
      assert.deepEqual(body.properties, [{ key: 'a', value: 'b', hidden: false }]);
      assert.equal(body.sessionId, 's');
      assert.equal(body.forExternalAttachment, true);
      const answer = await introspect(`access ${generation}`);
      assert.equal(answer.clientIdAliasUsed, true);
      assert.equal(answer.forExternalAttachment, true);
    });
  }

  it('keeps what a resource server asks for (RFC 8705, 9449, 8707, 9470, 9396), through an update too', async () => {
    const facts = {
      certificateThumbprint: 'x',
      resources: ['https://api.example/', 'urn:example:other'],
      acr: 'gold',
      authTime: 1_700_000_000,
      authorizationDetails: {
        elements: [
          {
            type: 'payment',
            locations: ['https://bank.example/'],
            actions: ['read', 'list'],
            dataTypes: ['iban'],
            identifier: 'account-1',
            privileges: ['owner'],
            otherFields: '{"amount":{"value":"5"}}',
          },
        ],
      },
    };
    const token = await createToken(local, { ...facts, dpopKeyThumbprint: 'y' });
    const { body } = await call(local, '/auth/token/update', { accessToken: token, scopes: ['openid'] });
    assert.equal(body.tokenType, 'DPoP');
    const answer = await introspect(token);
    for (const [name, value] of Object.entries(facts)) {
      assert.deepEqual(answer[name], value, name);
    }
    assert.deepEqual(answer.accessTokenResources, facts.resources);
  });

  it('does not let otherFields take the place of what has a member of its own (RFC 9396 section 2)', async () => {
    const authorizationDetails = {
      elements: [{ type: 'x', actions: ['read'], otherFields: '{"type":"y","actions":["write"],"z":1}' }],
    };
    const answer = await introspect(await createToken(local, { authorizationDetails }));
    assert.deepEqual(answer.authorizationDetails, {
      elements: [{ type: 'x', actions: ['read'], otherFields: '{"z":1}' }],
    });
  });

  it('makes up values, and the lifetime of the service, when nothing is said', async () => {
    const { body } = await call(local, '/auth/token/create', {
      grantType: 'DEVICE_CODE',
      clientId: 1001,
      subject: 'john',
      accessTokenDuration: 0,
    });
    assert.match(body.accessToken, /^[\w-]{43}$/);
    assert.equal(body.expiresIn, 3600);
    assert.equal((await introspect(body.accessToken))['grantType'], 'DEVICE_CODE');
  });

  it('gives no refresh token for IMPLICIT and CLIENT_CREDENTIALS, and the latter no subject', async () => {
    for (const grantType of ['IMPLICIT', 'CLIENT_CREDENTIALS']) {
      const { body } = await call(local, '/auth/token/create', {
        grantType,
        clientId: 1001,
        subject: 'john',
      });
      assert.equal('refreshToken' in body, false);
      const { subject, refreshable } = await introspect(body.accessToken);
      assert.equal(subject, grantType === 'IMPLICIT' ? 'john' : undefined);
      assert.equal(refreshable, false);
    }
  });

  it('makes a token that never expires', async () => {
    const token = await createToken(local, { accessTokenPersistent: true });
    local.clock.advance(100 * 365 * 86_400_000);
    assert.equal((await introspect(token))['action'], 'OK');
    local.clock.advance(-100 * 365 * 86_400_000);
  });

  for (const [what, members] of Object.entries({
    'no grant type': { grantType: undefined },
    'REFRESH_TOKEN as the grant type': { grantType: 'REFRESH_TOKEN' },
    'no subject': { subject: undefined },
    'a subject that is not ASCII': { subject: 'jürgen' },
    'a subject of more than 100 characters': { subject: 'x'.repeat(101) },
    'an unknown client': { clientId: 4711 },
    'a scope that the service does not support': { scopes: ['openid', 'nonsense'] },
    'a value that is in use': { accessToken: 'in use' },
  })) {
    it(`answers BAD_REQUEST for ${what}`, async () => {
      await call(local, '/auth/token/create', {
        grantType: 'IMPLICIT',
        clientId: 1001,
        subject: 'john',
        accessToken: 'in use',
      });
      const request = { grantType: 'IMPLICIT', clientId: 1001, subject: 'john', ...members };
      const { status, body } = await call(local, '/auth/token/create', request);
      assert.equal(status, 200);
      assert.equal(body.action, 'BAD_REQUEST');
      assert.equal('accessToken' in body, false);
    });
  }

  it('answers HTTP 400 for authorization details in another form than Authlete has', async () => {
    for (const authorizationDetails of [
      [{ type: 'x' }],
      { elements: {} },
      { elements: [{ type: 1 }] },
      { elements: [{ type: 'x', otherFields: '{' }] },
      { elements: [{ type: 'x', actions: 'read' }] },
      { elements: [{ type: 'x', locations: [1] }] },
      { elements: [{ type: 'x', identifier: {} }] },
    ]) {
      const { status } = await call(local, '/auth/token/create', {
        grantType: 'IMPLICIT',
        clientId: 1001,
        subject: 'john',
        authorizationDetails,
      });
      assert.equal(status, 400);
    }
  });

  it('takes a form, with numbers in text', async () => {
    const response = await fetch(address(local, '/auth/token/create', 'V2'), {
      method: 'POST',
      headers: { authorization: CREDENTIALS.V2 },
      body: new URLSearchParams({
        grantType: 'IMPLICIT',
        clientId: '1001',
        subject: 'john',
        scopes: 'openid email',
        accessTokenDuration: '7',
        forExternalAttachment: 'true',
      }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body.expiresIn, 7);
    assert.deepEqual(body.scopes, ['openid', 'email']);
    assert.equal(body.forExternalAttachment, true);
  });
});

describe('POST /auth/token/update', () => {
  it('makes a token expire, and brings it back as long as nobody asked for it', async () => {
    const token = await createToken(local);
    const past = local.clock.now() - 1000;
    const { body } = await call(local, '/auth/token/update', {
      accessToken: token,
      accessTokenExpiresAt: past,
    });
    assert.equal(body.action, 'OK');
    assert.equal(body.resultCode, 'A135001');
    assert.equal(body.accessTokenExpiresAt, past);
    await call(local, '/auth/token/update', { accessToken: token, accessTokenExpiresAt: past + 60_000 });
    assert.equal((await introspect(token))['expiresAt'], past + 60_000);
    await call(local, '/auth/token/update', { accessToken: token, accessTokenExpiresAt: past });
    assert.equal((await introspect(token))['action'], 'UNAUTHORIZED');
  });

  it('changes what is given and leaves the rest, ignoring scopes that are not known', async () => {
    const token = await createToken(local, { scopes: ['openid'], acr: 'gold' });
    const { body } = await call(local, '/auth/token/update', {
      accessTokenHash: hash(token),
      scopes: ['time.read', 'nonsense'],
      properties: [{ key: 'k', value: 'v', hidden: true }],
      dpopKeyThumbprint: 'x',
      authorizationDetails: { elements: [{ type: 'a' }] },
    });
    assert.deepEqual(body.scopes, ['time.read']);
    assert.equal(body.tokenType, 'DPoP');
    const answer = await introspect(token);
    assert.deepEqual(answer.properties, [{ key: 'k', value: 'v', hidden: true }]);
    assert.deepEqual(answer.authorizationDetails, { elements: [{ type: 'a' }] });
    assert.equal(answer.acr, 'gold');
    assert.equal(answer.subject, 'john');
  });

  it('gives a token another value', async () => {
    const token = await createToken(local);
    const { body } = await call(local, '/auth/token/update', {
      accessToken: token,
      accessTokenValueUpdated: true,
    });
    assert.notEqual(body.accessToken, token);
    assert.equal((await introspect(token))['existent'], false);
    assert.equal((await introspect(body.accessToken))['refreshable'], true);
  });

  it('makes the refresh token expire', async () => {
    const token = await createToken(local);
    const { body } = await call(local, '/auth/token/update', {
      accessToken: token,
      refreshTokenExpiresAt: local.clock.now() + 1000,
    });
    assert.ok(body.refreshTokenExpiresAt > 0);
    local.clock.advance(1000);
    assert.equal((await introspect(token))['refreshable'], false);
  });

  it('renews the lifetime when the scopes change, if asked to', async () => {
    const token = await createToken(local, { scopes: ['openid'], accessTokenDuration: 10 });
    const request = { accessToken: token, accessTokenExpiresAtUpdatedOnScopeUpdate: true };
    const same = await call(local, '/auth/token/update', { ...request, scopes: ['openid'] });
    assert.ok(same.body.accessTokenExpiresAt < local.clock.now() + 11_000);
    const changed = await call(local, '/auth/token/update', { ...request, scopes: ['email'] });
    assert.ok(changed.body.accessTokenExpiresAt > local.clock.now() + 3_000_000);
  });

  it('answers NOT_FOUND for an unknown token and BAD_REQUEST for none', async () => {
    const unknown = await call(local, '/auth/token/update', { accessToken: 'unknown' });
    assert.equal(unknown.body.action, 'NOT_FOUND');
    assert.equal((await call(local, '/auth/token/update', { scopes: [] })).body.action, 'BAD_REQUEST');
  });
});

describe('DELETE /auth/token/delete/{accessTokenIdentifier}', () => {
  for (const generation of GENERATIONS) {
    it(`deletes by value, percent-encoded, and by hash, and answers 204 without a body (${generation})`, async () => {
      const token = await createToken(local, { accessToken: `a/b ${generation}` });
      const other = await createToken(local);
      for (const identifier of [encodeURIComponent(token), hash(other), 'unknown']) {
        const { status, body } = await call(local, `/auth/token/delete/${identifier}`, undefined, {
          generation,
          method: 'DELETE',
        });
        assert.equal(status, 204);
        assert.deepEqual(body, {});
      }
      assert.equal((await introspect(token))['existent'], false);
      assert.equal((await introspect(other))['existent'], false);
    });
  }
});

describe('POST /auth/token/revoke', () => {
  it('revokes by access token or its hash, with the refresh token', async () => {
    const { body: created } = await call(local, '/auth/token/create', {
      grantType: 'PASSWORD',
      clientId: 1001,
      subject: 'john',
    });
    const accessTokenIdentifier = hash(created.accessToken);
    const { body } = await call(local, '/auth/token/revoke', { accessTokenIdentifier });
    assert.equal(body.resultCode, 'A312001');
    assert.equal(body.count, 1);
    assert.equal((await introspect(created.accessToken))['existent'], false);
    const standard = await call(local, '/auth/introspection/standard', {
      parameters: `token=${created.refreshToken}`,
    });
    assert.equal(standard.body.responseContent, '{"active":false}');
    const again = await call(local, '/auth/token/revoke', { accessTokenIdentifier });
    assert.equal(again.body.count, 0);
  });

  it('revokes by refresh token', async () => {
    const token = await createToken(local, { refreshToken: 'to be revoked' });
    const { body } = await call(local, '/auth/token/revoke', { refreshTokenIdentifier: 'to be revoked' });
    assert.equal(body.count, 1);
    assert.equal((await introspect(token))['existent'], false);
  });

  it('revokes by client and subject, which a token identifier outranks', async () => {
    const [mary, mark] = await Promise.all([
      createToken(local, { subject: 'mary', clientId: 1002 }),
      createToken(local, { subject: 'mark', clientId: 1002 }),
    ]);
    const one = await call(local, '/auth/token/revoke', { accessTokenIdentifier: mark, subject: 'mary' });
    assert.equal(one.body.count, 1);
    assert.equal((await introspect(mary))['existent'], true);
    const { body } = await call(local, '/auth/token/revoke', {
      clientIdentifier: 'demo-rs256',
      subject: 'mary',
    });
    assert.equal(body.count, 1);
    assert.equal((await introspect(mary))['existent'], false);
  });

  it('answers 400 when nothing is named and 404 for an unknown client', async () => {
    assert.equal((await call(local, '/auth/token/revoke', { subject: null })).status, 400);
    const unknown = await call(local, '/auth/token/revoke', { clientIdentifier: 'nobody' });
    assert.equal(unknown.status, 404);
    assert.equal(typeof unknown.body.resultCode, 'string');
  });
});

describe('GET /auth/token/get/list', () => {
  for (const generation of GENERATIONS) {
    it(`lists hashes and no values, five at a time (${generation})`, async () => {
      const subject = `lister ${generation}`;
      const tokens: string[] = [];
      for (let count = 0; count < 6; count += 1) {
        tokens.push(await createToken(local, { subject, scopes: ['openid'] }));
      }
      const query = `subject=${encodeURIComponent(subject)}&clientIdentifier=demo`;
      const { body } = await call(local, `/auth/token/get/list?${query}`, undefined, { generation });
      assert.equal(body.totalCount, 6);
      assert.equal(body.start, 0);
      assert.equal(body.end, 5);
      assert.equal(body.accessTokens.length, 5);
      assert.equal(body.accessTokens[0]!['accessTokenHash'], hash(tokens[0]!));
      assert.equal(body.client['clientId'], 1001);
      assert.equal(body.client['clientType'], 'CONFIDENTIAL');
      assert.equal(
        tokens.some((token) => JSON.stringify(body).includes(token)),
        false,
      );
      const rest = await call(local, `/auth/token/get/list?${query}&start=5&end=9`);
      assert.equal(rest.body.accessTokens.length, 1);
      assert.equal(rest.body.end, 6);
    });
  }

  it('tells valid tokens from invalid ones', async () => {
    await createToken(local, { subject: 'status', accessTokenDuration: 1 });
    await createToken(local, { subject: 'status' });
    local.clock.advance(1000);
    for (const [status, count] of [
      ['VALID', 1],
      ['INVALID', 1],
      ['ALL', 2],
    ]) {
      const { body } = await call(local, `/auth/token/get/list?subject=status&tokenStatus=${status}`);
      assert.equal(body.totalCount, count, String(status));
    }
  });

  it('answers 404 for an unknown client', async () => {
    assert.equal((await call(local, '/auth/token/get/list?clientIdentifier=nobody')).status, 404);
  });
});
