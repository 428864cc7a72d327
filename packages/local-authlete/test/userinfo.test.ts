import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';
import type { ApiResponse } from './authlete-api.ts';
import { ath, createDpopClient } from './dpop-client.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/userinfo';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

/** Sets what only an authorization request can say of a token, and asks for the token. */
async function userInfoFor(token: string, claims: object, members: object = {}): Promise<ApiResponse> {
  const set = await call(local, '/local/tokens/claims', { accessToken: token, claims, ...members });
  assert.equal(set.status, 200, set.body.resultMessage);
  return call(local, ENDPOINT, { token });
}

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
      'https://example.com/groups': { values: ['a', 'b'] },
      verified_claims: { verification: { trust_framework: null }, claims: { given_name: null } },
      ':nationality_usa': null,
    };
    const { body } = await userInfoFor(token, { userinfo, id_token: { name: null } });
    assert.deepEqual(body.claims, [
      'email',
      'email_verified',
      'family_name#ja',
      'https://example.com/groups',
    ]);
    assert.deepEqual(JSON.parse(body.userInfoClaims), userinfo);
    for (const member of ['transformedClaims', 'requestedClaimsForTx', 'requestedVerifiedClaimsForTx']) {
      assert.equal(member in body, false, member);
    }
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

describe('POST /auth/userinfo, transformed claims (OpenID Connect Advanced Syntax for Claims 1.0)', () => {
  const transformed_claims = { nationality_usa: { claim: 'nationalities', fn: [['eq', 'USA'], 'any'] } };

  it('names the claims that they are made from, and tells how they are defined', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const userinfo = { '::18_or_over': null, ':nationality_usa': { value: true }, ':undefined': null };
    const { body } = await userInfoFor(token, { userinfo, transformed_claims });
    assert.deepEqual(body['requestedClaimsForTx'], ['birthdate', 'nationalities']);
    assert.deepEqual(JSON.parse(body.transformedClaims), transformed_claims);
    assert.equal('claims' in body, false);
    assert.equal('requestedVerifiedClaimsForTx' in body, false);
  });

  it('names every claim once, and takes definitions from where later drafts have them', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const over = (years: number): object => ({ claim: 'birthdate', fn: ['years_ago', ['gte', years]] });
    const _asc = { transformed_claims: { a: over(16), b: over(21) } };
    const { body } = await userInfoFor(token, { userinfo: { ':a': null, ':b': null }, _asc });
    assert.deepEqual(body['requestedClaimsForTx'], ['birthdate']);
    assert.deepEqual(JSON.parse(body.transformedClaims), _asc.transformed_claims);
  });

  it('has an element for each requested element of verified_claims, one where it is no array', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const verification = { trust_framework: null };
    const both = { verification, claims: { '::18_or_over': null, ':nationality_usa': null, email: null } };
    const none = { verification, claims: { email: null } };
    for (const [verified_claims, expected] of [
      [both, [{ array: ['birthdate', 'nationalities'] }]],
      [[both], [{ array: ['birthdate', 'nationalities'] }]],
      [
        [none, { verification, claims: { ':nationality_usa': null } }],
        [{ array: [] }, { array: ['nationalities'] }],
      ],
      [[none], undefined],
      [{ verification }, undefined],
      ['nonsense', undefined],
    ] as const) {
      const { body } = await userInfoFor(token, { userinfo: { verified_claims }, transformed_claims });
      assert.deepEqual(body['requestedVerifiedClaimsForTx'], expected);
      assert.equal('requestedClaimsForTx' in body, false);
    }
  });

  it('follows what the service predefines', async (t) => {
    const { predefinedTransformedClaims } = local.properties.get();
    t.after(() => local.properties.change({ predefinedTransformedClaims }));
    const token = await createToken(local, { scopes: ['openid'] });
    const userinfo = { '::18_or_over': null, '::lives_in_germany': null };
    const claims = {
      lives_in_germany: {
        claim: 'address',
        fn: [
          ['get', 'country'],
          ['eq', 'DE'],
        ],
      },
    };
    local.properties.change({ predefinedTransformedClaims: JSON.stringify(claims) });
    assert.deepEqual((await userInfoFor(token, { userinfo })).body['requestedClaimsForTx'], ['address']);
    local.properties.change({ predefinedTransformedClaims: '{}' });
    assert.equal('requestedClaimsForTx' in (await userInfoFor(token, { userinfo })).body, false);
  });
});

describe('consentedClaims', () => {
  it('are those that the user agreed to, and none where nothing is known of it', async () => {
    const token = await createToken(local, { scopes: ['openid', 'email'] });
    assert.equal('consentedClaims' in (await call(local, ENDPOINT, { token })).body, false);
    const { body } = await userInfoFor(token, { userinfo: {} }, { consentedClaims: ['email'] });
    assert.deepEqual(body['consentedClaims'], ['email']);
    const introspection = await call(local, '/auth/introspection', { token });
    assert.deepEqual(introspection.body['consentedClaims'], ['email']);
  });

  it('are computed where the service does that: from scopes and ID token, and not from what is asked of UserInfo', async (t) => {
    local.properties.change({ consentedClaimsComputed: true });
    t.after(() => local.properties.change({ consentedClaimsComputed: false }));
    const token = await createToken(local, { scopes: ['openid', 'email'] });
    const claims = { userinfo: { nickname: null }, id_token: { name: null } };
    const { body } = await userInfoFor(token, claims);
    assert.deepEqual(body['consentedClaims'], ['email', 'email_verified', 'name']);
    assert.deepEqual(body.claims, ['email', 'email_verified', 'nickname']);
    const given = await userInfoFor(token, claims, { consentedClaims: ['nickname'] });
    assert.deepEqual(given.body['consentedClaims'], ['nickname']);
    const bare = await call(local, ENDPOINT, { token: await createToken(local, { scopes: ['openid'] }) });
    assert.equal('consentedClaims' in bare.body, false);
  });
});
