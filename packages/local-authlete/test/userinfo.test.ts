import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';
import { ath, createDpopClient } from './dpop-client.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/userinfo';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('POST /auth/userinfo', () => {
  for (const generation of GENERATIONS) {
    it(`answers OK with the subject and the names of the claims that the scopes ask for (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['openid', 'email', 'phone', 'address'] });
      const { body } = await call(local, ENDPOINT, { token }, { generation });
      assert.equal(body.action, 'OK');
      assert.equal(body.resultCode, 'A091001');
      assert.equal(body.subject, 'john');
      assert.equal(body.token, token);
      assert.equal(body.clientId, 1001);
      assert.deepEqual(body.claims, [
        'email',
        'email_verified',
        'phone_number',
        'phone_number_verified',
        'address',
      ]);
    });
  }

  it('expands profile to its fourteen claims (OpenID Connect Core 1.0 section 5.4)', async () => {
    const { body } = await call(local, ENDPOINT, {
      token: await createToken(local, { scopes: ['openid', 'profile'] }),
    });
    assert.equal(body.claims.length, 14);
    assert.equal(body.claims.includes('updated_at'), true);
  });

  it('has no claims when no scope asks for any', async () => {
    const { body } = await call(local, ENDPOINT, { token: await createToken(local, { scopes: ['openid'] }) });
    assert.equal('claims' in body, false);
    assert.equal('userInfoClaims' in body, false);
  });

  it('tells of claims that were requested by name, language tags included, and of the request as it was', async () => {
    const token = await createToken(local, { scopes: ['openid', 'email'] });
    const userinfo = {
      email: { essential: true },
      'family_name#ja': null,
      verified_claims: { verification: { trust_framework: null }, claims: { given_name: null } },
      ':nationality_usa': null,
    };
    const transformed_claims = {
      nationality_usa: { claim: 'nationalities', fn: [['eq', 'USA'], 'any'] },
    };
    const set = await call(local, '/local/tokens/claims', {
      accessToken: token,
      claims: { userinfo, transformed_claims },
      consentedClaims: ['email'],
      requestedClaimsForTx: ['nationalities'],
      requestedVerifiedClaimsForTx: [['birthdate']],
    });
    assert.equal(set.status, 200);
    const { body } = await call(local, ENDPOINT, { token });
    assert.deepEqual(body.claims, ['email', 'email_verified', 'family_name#ja']);
    assert.deepEqual(JSON.parse(body.userInfoClaims), userinfo);
    assert.deepEqual(JSON.parse(body.transformedClaims), transformed_claims);
    assert.deepEqual(body.consentedClaims, ['email']);
    assert.deepEqual(body.requestedClaimsForTx, ['nationalities']);
    assert.deepEqual(body.requestedVerifiedClaimsForTx, [{ array: ['birthdate'] }]);
  });

  it('answers BAD_REQUEST without a token, UNAUTHORIZED for an unknown one', async () => {
    assert.equal((await call(local, ENDPOINT, { token: '' })).body.action, 'BAD_REQUEST');
    const { body } = await call(local, ENDPOINT, { token: 'unknown' });
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(body.resultCode, 'A088302');
    assert.equal(parseChallenge(body.responseContent)['error'], 'invalid_token');
  });

  it('asks for the scope openid before it asks for a subject', async () => {
    const { body: created } = await call(local, '/auth/token/create', {
      grantType: 'CLIENT_CREDENTIALS',
      clientId: 1001,
    });
    const { body } = await call(local, ENDPOINT, { token: created.accessToken });
    assert.equal(body.action, 'FORBIDDEN');
    assert.equal(body.resultCode, 'A089304');
    assert.equal(parseChallenge(body.responseContent)['error'], 'insufficient_scope');
  });

  it('answers UNAUTHORIZED for a token without a subject', async () => {
    const { body: created } = await call(local, '/auth/token/create', {
      grantType: 'CLIENT_CREDENTIALS',
      clientId: 1001,
      scopes: ['openid'],
    });
    const { body } = await call(local, ENDPOINT, { token: created.accessToken });
    assert.equal(body.action, 'UNAUTHORIZED');
  });

  it('asks for the scope before it looks at the DPoP binding', async () => {
    const token = await createToken(local, { dpopKeyThumbprint: 'x' });
    const { body } = await call(local, ENDPOINT, { token });
    assert.equal(body.resultCode, 'A089304');
    assert.equal(parseChallenge(body.responseContent)['scheme'], 'DPoP');
  });

  it('takes the UserInfo endpoint of the service as htu when the caller sends none', async () => {
    const client = await createDpopClient();
    const token = await createToken(local, { scopes: ['openid'], dpopKeyThumbprint: client.thumbprint });
    const htu = 'http://127.0.0.1:8001/api/userinfo';
    const dpop = await client.prove({ htm: 'GET', htu, ath: ath(token) });
    assert.equal((await call(local, ENDPOINT, { token, dpop, htm: 'GET' })).body.action, 'OK');
    const other = await client.prove({ htm: 'GET', htu: 'https://other.example/', ath: ath(token) });
    const { body } = await call(local, ENDPOINT, { token, dpop: other, htm: 'GET' });
    assert.equal(body.action, 'UNAUTHORIZED');
  });

  it('has codes of its own for DPoP', async () => {
    const [client, other] = await Promise.all([createDpopClient(), createDpopClient()]);
    const token = await createToken(local, { scopes: ['openid'], dpopKeyThumbprint: client.thumbprint });
    const claims = { htm: 'GET', htu: 'http://127.0.0.1:8001/api/userinfo', ath: ath(token) };
    const codeOf = async (dpop?: string): Promise<unknown> =>
      (await call(local, ENDPOINT, { token, dpop, htm: 'GET' })).body.resultCode;
    assert.equal(await codeOf(), 'A089311');
    assert.equal(await codeOf(await other.prove(claims)), 'A089312');
    assert.equal(await codeOf(await client.prove({ ...claims, ath: undefined })), 'A089313');
  });
});
