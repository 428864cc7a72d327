import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('the private calls', () => {
  it('need the credentials of the service, of either API', async () => {
    for (const generation of GENERATIONS) {
      assert.equal((await call(local, '/local/status', undefined, { generation })).status, 200);
    }
    const response = await fetch(`${local.url}/local/status`);
    assert.equal(response.status, 401);
    const wrong = await fetch(`${local.url}/local/clock`, {
      method: 'POST',
      headers: { authorization: 'Bearer wrong', 'content-type': 'application/json' },
      body: '{"advance":1}',
    });
    assert.equal(wrong.status, 401);
  });

  it('GET /local/status tells what is there', async () => {
    const before = (await call(local, '/local/status')).body;
    await createToken(local);
    const { body } = await call(local, '/local/status');
    assert.equal(body['serviceId'], '10001');
    assert.equal(body['tokens'], Number(before['tokens']) + 1);
    assert.equal(body['clients'], 9);
    assert.ok(Number(body['uptime']) >= 0);
  });

  it('POST /local/clock moves the time for everything', async () => {
    const token = await createToken(local, { accessTokenDuration: 100 });
    const { body } = await call(local, '/local/clock', { advance: 100_000 });
    assert.ok(Math.abs(body.now - Date.now() - 100_000) < 5000);
    assert.equal((await call(local, '/auth/introspection', { token })).body.action, 'UNAUTHORIZED');
    assert.equal((await call(local, '/local/clock', { advance: 'x' })).status, 400);
    await call(local, '/local/clock', { advance: -100_000 });
    assert.equal(local.clock.offset, 0);
  });

  it('POST /local/service changes properties of the service, and leaves the others', async () => {
    const { body: before } = await call(local, '/local/service');
    assert.deepEqual(before, {
      dpopNonceRequired: false,
      rsRequestSigned: false,
      rsResponseSigned: false,
      responseSigningRequired: false,
      userInfoSignatureKeyId: '',
      predefinedTransformedClaims: '{"18_or_over":{"claim":"birthdate","fn":["years_ago",["gte",18]]}}',
      consentedClaimsComputed: false,
      localAuthlete: true,
    });
    const change = { dpopNonceRequired: true, responseSigningRequired: true };
    const { body: changed } = await call(local, '/local/service', change);
    assert.deepEqual(changed, { ...before, ...change });
    const { body } = await call(local, '/auth/introspection', { token: await createToken(local) });
    assert.equal(body.responseSigningRequired, true);
    assert.equal(typeof body.dpopNonce, 'string');
    const { localAuthlete: _, ...properties } = changed;
    assert.deepEqual(local.properties.get(), properties);
    local.properties.change({ dpopNonceRequired: false, responseSigningRequired: false });
    assert.deepEqual((await call(local, '/local/service')).body, before);
  });

  it('POST /local/service refuses what is no property or of another type, and changes nothing then', async () => {
    for (const wrong of [
      { dpopNonce: true },
      { rsResponseSigned: 'yes' },
      { toString: true },
      { rsResponseSigned: null },
      { userInfoSignatureKeyId: true },
      { predefinedTransformedClaims: {} },
      { predefinedTransformedClaims: '{' },
      { predefinedTransformedClaims: '{"x":{"claim":"y","fn":["unheard_of"]}}' },
    ]) {
      const { status } = await call(local, '/local/service', { dpopNonceRequired: true, ...wrong });
      assert.equal(status, 400);
      assert.equal(local.properties.get().dpopNonceRequired, false);
    }
  });

  it('POST /local/tokens/claims takes the UserInfo claims alone', async () => {
    const accessToken = await createToken(local, { scopes: ['openid'] });
    await call(local, '/local/tokens/claims', { accessToken, userInfoClaims: { nickname: null } });
    const { body } = await call(local, '/auth/userinfo', { token: accessToken });
    assert.deepEqual(body.claims, ['nickname']);
    assert.equal(body.userInfoClaims, '{"nickname":null}');
  });

  it('POST /local/tokens/claims refuses what it does not understand', async () => {
    const accessToken = await createToken(local);
    assert.equal((await call(local, '/local/tokens/claims', { accessToken: 'unknown' })).status, 404);
    for (const members of [
      { claims: 'x' },
      { claims: { userinfo: 'x' } },
      { consentedClaims: 'x' },
      { userInfoClaims: 'x' },
      { claims: { transformed_claims: { x: { claim: 'y', fn: ['unheard_of'] } } } },
      { claims: { _asc: { transformed_claims: 'x' } } },
    ]) {
      const { status } = await call(local, '/local/tokens/claims', { accessToken, ...members });
      assert.equal(status, 400);
    }
  });
});

describe('POST /local/clients', () => {
  it('registers a client under the next number, and its alias', async () => {
    const { status, body } = await call(local, '/local/clients', {
      client_id_alias: 'shop',
      client_name: 'Shop',
    });
    assert.equal(status, 201);
    assert.equal(body.client_id, '1004');
    assert.equal(typeof body['client_secret'], 'string');
    const token = await createToken(local, { clientId: undefined, clientIdentifier: 'shop' });
    const { body: facts } = await call(local, '/auth/introspection', { token });
    assert.equal(facts['clientId'], 1004);
    assert.equal(facts['clientIdAlias'], 'shop');
    assert.equal(facts['clientIdAliasUsed'], true);
  });

  it('takes a number of the caller', async () => {
    const { body } = await call(local, '/local/clients', {
      client_id: '26478243745571',
      redirect_uris: ['http://127.0.0.1:9000/callback'],
    });
    assert.equal(body.client_id, '26478243745571');
    const token = await createToken(local, { clientId: 26_478_243_745_571 });
    assert.equal((await call(local, '/auth/introspection', { token })).body['clientId'], 26_478_243_745_571);
  });

  for (const metadata of [
    { client_id: 'abc' },
    { client_id: '1001' },
    { client_id: '0' },
    { client_id_alias: 'demo' },
    { client_id_alias: '123' },
    { client_id_alias: 7 },
    { userinfo_signed_response_alg: 'ES256K' },
    { userinfo_signed_response_alg: 'none' },
    { userinfo_encrypted_response_alg: 'RSA-OAEP' },
    { userinfo_encrypted_response_alg: 'RSA1_5', jwks: { keys: [] } },
    { redirect_uris: ['nonsense'] },
  ]) {
    it(`refuses ${JSON.stringify(metadata)}`, async () => {
      const { status, body } = await call(local, '/local/clients', metadata);
      assert.equal(status, 400);
      assert.match(body.resultMessage, /client/);
      await assert.rejects(local.registerClient(metadata), TypeError);
    });
  }
});
