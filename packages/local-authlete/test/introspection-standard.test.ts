import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { compactDecrypt, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';

const ENDPOINT = '/auth/introspection/standard';
const JWT = 'application/token-introspection+jwt';
const RS = 'https://api.example/';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

/** Introspects a token; the members of the response. */
async function introspect(token: string, members: object = {}): Promise<Record<string, unknown>> {
  const { body } = await call(local, ENDPOINT, { parameters: `token=${token}`, ...members });
  assert.equal(body.action, 'OK');
  return JSON.parse(body.responseContent) as Record<string, unknown>;
}

describe('POST /auth/introspection/standard, JSON (RFC 7662 section 2.2)', () => {
  for (const generation of GENERATIONS) {
    it(`answers what a live token is worth (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['openid', 'email'], acr: 'gold', authTime: 9 });
      const { body } = await call(
        local,
        ENDPOINT,
        { parameters: `token=${token}&token_type_hint=access_token` },
        { generation },
      );
      assert.equal(body.resultCode, 'A145001');
      assert.equal(
        body.resultMessage,
        '[A145001] Introspection was performed successfully (type=access_token, active=true).',
      );
      assert.equal(body.action, 'OK');
      const { exp, ...members } = JSON.parse(body.responseContent) as { exp: number };
      assert.ok(Math.abs(exp - local.clock.now() / 1000 - 3600) < 5);
      assert.deepEqual(members, {
        active: true,
        sub: 'john',
        scope: 'openid email',
        iss: local.url,
        token_type: 'Bearer',
        client_id: '1001',
        acr: 'gold',
        auth_time: 9,
      });
    });
  }

  it('answers active: false and nothing else for an unknown and for an expired token', async () => {
    const token = await createToken(local, { accessTokenDuration: 1 });
    local.clock.advance(1000);
    assert.deepEqual(await introspect(token), { active: false });
    assert.deepEqual(await introspect('unknown'), { active: false });
  });

  it('tells of binding, audience and authorization details', async () => {
    const token = await createToken(local, {
      dpopKeyThumbprint: 'jkt',
      certificateThumbprint: 'x5t',
      resources: [RS],
      authorizationDetails: { elements: [{ type: 'a', dataTypes: ['b'], otherFields: '{"c":1}' }] },
    });
    const members = await introspect(token);
    assert.equal(members['token_type'], 'DPoP');
    assert.deepEqual(members['cnf'], { 'x5t#S256': 'x5t', jkt: 'jkt' });
    assert.deepEqual(members['aud'], [RS]);
    assert.deepEqual(members['authorization_details'], [{ type: 'a', datatypes: ['b'], c: 1 }]);
  });

  it('is inactive for a resource server that the token is not for', async () => {
    const token = await createToken(local, { resources: [RS] });
    assert.equal((await introspect(token, { rsUri: RS }))['active'], true);
    assert.deepEqual(await introspect(token, { rsUri: 'https://other.example/' }), { active: false });
    const anyone = await createToken(local);
    assert.equal((await introspect(anyone, { rsUri: RS }))['active'], true);
  });

  it('shows properties, hidden ones on request, and never in the place of a claim', async () => {
    const token = await createToken(local, {
      properties: [
        { key: 'seen', value: '1' },
        { key: 'unseen', value: '2', hidden: true },
        { key: 'sub', value: 'evil' },
      ],
    });
    const members = await introspect(token);
    assert.equal(members['seen'], '1');
    assert.equal('unseen' in members, false);
    assert.equal(members['sub'], 'john');
    assert.equal((await introspect(token, { withHiddenProperties: true }))['unseen'], '2');
  });

  it('knows refresh tokens', async () => {
    await createToken(local, { refreshToken: 'refresh', refreshTokenDuration: 100 });
    const { body } = await call(local, ENDPOINT, { parameters: 'token=refresh' });
    assert.match(body.resultMessage, /type=refresh_token, active=true/);
    const members = JSON.parse(body.responseContent) as { exp: number };
    assert.equal('token_type' in members, false);
    assert.ok(Math.abs(members['exp'] - local.clock.now() / 1000 - 100) < 5);
  });

  it('tells a caller that sends no parameters from a client that sends no token', async () => {
    const missing = await call(local, ENDPOINT, { parameters: null });
    assert.equal(missing.body.action, 'INTERNAL_SERVER_ERROR');
    for (const parameters of ['', 'token=', 'token_type_hint=access_token']) {
      const { body } = await call(local, ENDPOINT, { parameters });
      assert.equal(body.action, 'BAD_REQUEST');
      assert.equal(JSON.parse(body.responseContent)['error'], 'invalid_request');
    }
  });
});

describe('POST /auth/introspection/standard, JWT (RFC 9701)', () => {
  it('answers a signed JWT for the resource server when it accepts one', async () => {
    const token = await createToken(local);
    const { body } = await call(local, ENDPOINT, {
      parameters: `token=${token}`,
      httpAcceptHeader: JWT,
      rsUri: RS,
      introspectionSignAlg: 'ES256',
    });
    assert.equal(body.action, 'JWT');
    const { payload } = await jwtVerify(
      body.responseContent,
      createRemoteJWKSet(new URL(`${local.url}/jwks`)),
      { typ: 'token-introspection+jwt', issuer: local.url, audience: RS, algorithms: ['ES256'] },
    );
    assert.equal((payload['token_introspection'] as Record<string, unknown>)['sub'], 'john');
    assert.equal('exp' in payload, false);
  });

  it('encrypts it, under the names of Authlete too', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true });
    const { body } = await call(local, ENDPOINT, {
      parameters: 'token=unknown',
      httpAcceptHeader: JWT,
      rsUri: RS,
      introspectionEncryptionAlg: 'RSA_OAEP_256',
      introspectionEncryptionEnc: 'A128CBC_HS256',
      publicKeyForEncryption: JSON.stringify(await exportJWK(publicKey)),
    });
    const { plaintext, protectedHeader } = await compactDecrypt(body.responseContent, privateKey);
    assert.equal(protectedHeader.enc, 'A128CBC-HS256');
    const { payload } = await jwtVerify(
      Buffer.from(plaintext).toString(),
      createRemoteJWKSet(new URL(`${local.url}/jwks`)),
    );
    assert.deepEqual(payload['token_introspection'], { active: false });
  });

  it('signs and encrypts with shared keys', async () => {
    const { body } = await call(local, ENDPOINT, {
      parameters: 'token=unknown',
      httpAcceptHeader: JWT,
      rsUri: RS,
      introspectionSignAlg: 'HS256',
      sharedKeyForSign: 'a key that is long enough for HS256',
      introspectionEncryptionAlg: 'A128KW',
      sharedKeyForEncryption: '0123456789abcdef',
    });
    const { plaintext } = await compactDecrypt(body.responseContent, Buffer.from('0123456789abcdef'));
    const key = Buffer.from('a key that is long enough for HS256');
    const { payload } = await jwtVerify(Buffer.from(plaintext).toString(), key);
    assert.equal(payload.aud, RS);
  });

  it('needs rsUri', async () => {
    const { body } = await call(local, ENDPOINT, { parameters: 'token=x', httpAcceptHeader: JWT });
    assert.equal(body.action, 'BAD_REQUEST');
    assert.equal(body.resultCode, 'A404301');
  });

  it('answers INTERNAL_SERVER_ERROR for algorithms without a key', async () => {
    for (const members of [
      { introspectionSignAlg: 'none' },
      { introspectionSignAlg: 'HS256' },
      { introspectionEncryptionAlg: 'RSA1_5' },
      { introspectionEncryptionAlg: 'RSA-OAEP-256' },
    ]) {
      const { body } = await call(local, ENDPOINT, {
        parameters: 'token=x',
        httpAcceptHeader: JWT,
        rsUri: RS,
        ...members,
      });
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
    }
  });
});
