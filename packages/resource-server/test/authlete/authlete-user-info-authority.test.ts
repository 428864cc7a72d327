import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createAuthleteUserInfoAuthority } from '../../src/authlete/index.ts';
import type { JsonValue } from '../../src/json-value.ts';
import type { UserInfoInspection, UserInfoIssuance } from '../../src/userinfo/user-info-authority.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { clientOf, SECRETS, startAnswering } from './scripted-authlete.ts';

const credentials = new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token });
const ok = { action: 'OK', clientId: 7, subject: '1', scopes: ['openid', 'profile'] };

async function inspect(t: TestContext, answer: unknown): Promise<UserInfoInspection> {
  const { baseUrl } = await startAnswering(t, answer);
  return createAuthleteUserInfoAuthority(clientOf(t, baseUrl)).inspect(credentials);
}

async function issue(t: TestContext, answer: unknown): Promise<UserInfoIssuance> {
  const { baseUrl } = await startAnswering(t, answer);
  return createAuthleteUserInfoAuthority(clientOf(t, baseUrl)).issue(credentials, {
    claims: { name: 'John' },
  });
}

describe('the first step of UserInfo', () => {
  test('tells whose claims are released to whom, and their names with language tags', async (t) => {
    const answer = await inspect(t, {
      ...ok,
      token: SECRETS.token,
      claims: ['name', 'family_name#ja-Kana-JP', 'name', 'constructor'],
      properties: [{ key: 'tenant', value: 'blue' }],
      dpopNonce: 'n0nce',
      userInfoClaims: '{"email":{"essential":true}}',
    });
    assert.deepEqual(answer, {
      state: 'active',
      token: {
        subject: '1',
        clientId: '7',
        scopes: ['openid', 'profile'],
        expiresAt: undefined,
        audience: undefined,
        acr: undefined,
        authTime: undefined,
        authorizationDetails: undefined,
        grantId: undefined,
        grantType: undefined,
        jwkThumbprint: undefined,
        certificateThumbprint: undefined,
        properties: { tenant: 'blue' },
      },
      claimNames: ['name', 'family_name#ja-Kana-JP', 'constructor'],
      claimsRequest: { email: { essential: true } },
      consentedClaims: undefined,
      transformationInputs: undefined,
      dpopNonce: 'n0nce',
    });
  });

  test('releases no claims where none were asked for', async (t) => {
    for (const claims of [undefined, null, []]) {
      const answer = await inspect(t, { ...ok, claims });
      assert.deepEqual(answer.state === 'active' && answer.claimNames, []);
    }
  });

  test('tells what was requested, consented to and needed for transformed claims', async (t) => {
    const userInfoClaims = {
      email: { essential: true },
      verified_claims: [{ claims: { name: null } }],
      ':x': null,
    };
    const answer = await inspect(t, {
      ...ok,
      userInfoClaims: JSON.stringify(userInfoClaims),
      consentedClaims: ['email', 'name#ja'],
      transformedClaims: '{"x":{"claim":"birthdate","fn":["get_year"]}}',
      requestedClaimsForTx: ['birthdate'],
      requestedVerifiedClaimsForTx: [{ array: ['birthdate', 'name'] }, { array: [] }, { array: null }, {}],
    });
    assert.ok(answer.state === 'active');
    assert.deepEqual(answer.claimsRequest, userInfoClaims);
    assert.deepEqual(answer.consentedClaims, ['email', 'name#ja']);
    assert.deepEqual(answer.transformationInputs, {
      claims: ['birthdate'],
      verifiedClaims: [['birthdate', 'name'], [], [], []],
    });
  });

  test('takes an absent request, and an absent consent, for none, and consent to nothing for that', async (t) => {
    for (const absent of [undefined, null]) {
      const members = { userInfoClaims: absent, consentedClaims: absent, requestedClaimsForTx: absent };
      const answer = await inspect(t, { ...ok, ...members, requestedVerifiedClaimsForTx: absent });
      assert.ok(answer.state === 'active');
      assert.equal(answer.claimsRequest, undefined);
      assert.equal(answer.consentedClaims, undefined);
      assert.equal(answer.transformationInputs, undefined);
    }
    const answer = await inspect(t, { ...ok, userInfoClaims: '', consentedClaims: [] });
    assert.ok(answer.state === 'active');
    assert.equal(answer.claimsRequest, undefined);
    assert.deepEqual(answer.consentedClaims, []);
  });

  test('is unavailable where what was requested cannot be read: its limits are not known', async (t) => {
    const members = [
      ...['{', 'null', '[]', '"name"', '{"name":}', ' '].map((text) => ({ userInfoClaims: text })),
      { userInfoClaims: { name: null } },
      { consentedClaims: 'name' },
      { consentedClaims: [1] },
      { requestedClaimsForTx: '["name"]' },
      { requestedVerifiedClaimsForTx: [['name']] },
      { requestedVerifiedClaimsForTx: { array: ['name'] } },
      { requestedVerifiedClaimsForTx: [{ array: [1] }] },
    ];
    for (const member of members) {
      const answer = await inspect(t, { ...ok, ...member });
      assert.equal(answer.state, 'unavailable', JSON.stringify(member));
    }
  });

  test('refuses an OK without a subject as invalid_token', async (t) => {
    for (const subject of [undefined, null, '']) {
      const answer = await inspect(t, { ...ok, subject });
      assert.equal(answer.state === 'refused' && answer.code, 'invalid_token');
    }
  });

  test('passes the scopes on as they are, for the endpoint to look for openid among them', async (t) => {
    for (const scopes of [[], ['profile'], ['openid', 'email']]) {
      const answer = await inspect(t, { ...ok, scopes });
      assert.deepEqual(answer.state === 'active' && answer.token.scopes, scopes);
    }
  });

  test('takes an OK that names no scopes for one of a token with openid', async (t) => {
    for (const scopes of [undefined, null]) {
      const answer = await inspect(t, { ...ok, scopes });
      assert.deepEqual(answer.state === 'active' && answer.token.scopes, ['openid']);
    }
  });

  test('takes FORBIDDEN for a lack of openid, with or without a challenge that says so', async (t) => {
    for (const responseContent of ['Bearer error="insufficient_scope",scope="openid"', undefined]) {
      const answer = await inspect(t, { action: 'FORBIDDEN', responseContent });
      assert.equal(answer.state === 'refused' && answer.code, 'insufficient_scope');
    }
  });

  test('takes UNAUTHORIZED for an invalid token', async (t) => {
    const answer = await inspect(t, {
      action: 'UNAUTHORIZED',
      responseContent: 'Bearer error="invalid_token"',
    });
    assert.equal(answer.state === 'refused' && answer.code, 'invalid_token');
  });

  test('is unavailable for every answer that decides nothing', async (t) => {
    const answers = [
      {},
      { ...ok, action: 'INTERNAL_SERVER_ERROR' },
      { ...ok, action: 'JSON' },
      { ...ok, action: 'SOMETHING' },
      { ...ok, clientId: 0 },
      { ...ok, claims: 'name email' },
      { ...ok, claims: [['name']] },
      { ...ok, subject: 1 },
    ];
    for (const answer of answers) {
      assert.equal((await inspect(t, answer)).state, 'unavailable', JSON.stringify(answer));
    }
  });
});

describe('the second step of UserInfo', () => {
  test('sends the values as JSON in a string, and nothing where there are none', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, { action: 'JSON', responseContent: '{"sub":"1"}' });
    const authority = createAuthleteUserInfoAuthority(clientOf(t, baseUrl));
    const claims: { [name: string]: JsonValue } = {
      'family_name#ja': '山田',
      address: { country: 'JP' },
      updated_at: 1,
      email_verified: false,
    };
    await authority.issue(credentials, { claims });
    await authority.issue(credentials, { claims: {} });
    const text = JSON.stringify(claims);
    assert.deepEqual(
      requests.map(({ body }) => body),
      [JSON.stringify({ token: SECRETS.token, claims: text }), JSON.stringify({ token: SECRETS.token })],
    );
  });

  test('sends the sub, and what transformed claims are made of, in the shape that Authlete reads', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, { action: 'JSON', responseContent: '{"sub":"p"}' });
    const authority = createAuthleteUserInfoAuthority(clientOf(t, baseUrl));
    const claims = { verified_claims: [{ claims: { name: 'x' } }, { claims: {} }] };
    const values = { claims: { birthdate: '1984-04-01' }, verifiedClaims: [{ birthdate: '1984-04-02' }, {}] };
    await authority.issue(credentials, { claims, subject: 'p', transformationValues: values });
    await authority.issue(credentials, {
      claims: {},
      transformationValues: { claims: {}, verifiedClaims: undefined },
    });
    assert.deepEqual(
      requests.map(({ body }) => JSON.parse(body) as unknown),
      [
        {
          token: SECRETS.token,
          claims: '{"verified_claims":[{"claims":{"name":"x"}},{"claims":{}}]}',
          sub: 'p',
          claimsForTx: '{"birthdate":"1984-04-01"}',
          verifiedClaimsForTx: ['{"birthdate":"1984-04-02"}', '{}'],
        },
        { token: SECRETS.token },
      ],
    );
  });

  test('is unavailable where the response is about another sub than was asked for', async (t) => {
    const responseContent = '{"sub":"1"}';
    const { baseUrl } = await startAnswering(t, { action: 'JSON', responseContent });
    const authority = createAuthleteUserInfoAuthority(clientOf(t, baseUrl));
    const other = await authority.issue(credentials, { claims: {}, subject: 'pairwise' });
    assert.equal(other.state, 'unavailable');
    const same = await authority.issue(credentials, { claims: {}, subject: '1' });
    assert.equal(same.state === 'issued' && same.body, responseContent);
  });

  test('passes a JSON response on byte for byte (OpenID Connect Core 1.0, section 5.3.2)', async (t) => {
    const body = '{ "sub":"1",\n"name":"J\\u00f6hn", "sub2":1.0, "emoji":"😀" }';
    const answer = await issue(t, { action: 'JSON', responseContent: body, later: 'x' });
    assert.deepEqual(answer, { state: 'issued', mediaType: 'application/json', body, signature: undefined });
  });

  test('passes a signed and an encrypted JWT on byte for byte', async (t) => {
    for (const body of ['eyJ.eyJ_.sig-1', 'eyJ.eyJ.', 'eyJ.key.iv.text.tag', 'eyJ..iv.text.tag']) {
      const answer = await issue(t, { action: 'JWT', responseContent: body });
      assert.deepEqual(answer, { state: 'issued', mediaType: 'application/jwt', body, signature: undefined });
    }
  });

  test('passes on the fields of a response that Authlete has signed (RFC 9421), and only all of them', async (t) => {
    const body = '{"sub":"1"}';
    const fields = { contentDigest: 'sha-256=:eA==:', signatureInput: 'sig=()', signature: 'sig=:eA==:' };
    const signed = await issue(t, { action: 'JSON', responseContent: body, ...fields });
    assert.deepEqual(signed.state === 'issued' && signed.signature, {
      'Content-Digest': 'sha-256=:eA==:',
      'Signature-Input': 'sig=()',
      Signature: 'sig=:eA==:',
    });
    for (const name of Object.keys(fields)) {
      for (const value of [null, '', 'a\r\nset-cookie: b']) {
        const answer = await issue(t, { action: 'JSON', responseContent: body, ...fields, [name]: value });
        assert.equal(answer.state, 'unavailable', `${name}: ${JSON.stringify(value)}`);
      }
    }
  });

  test('is unavailable where the response is missing or is not what the action says', async (t) => {
    const jsons = [undefined, null, '', 'null', '[]', '{}', '{"sub":1}', '{"sub":""}', '{"sub":"1"', 'a.b.c'];
    const jwts = [undefined, null, '', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f', 'a.b.c\r\nx', '{"sub":"1"}', '<p>'];
    for (const [action, contents] of [
      ['JSON', jsons],
      ['JWT', jwts],
    ] as const) {
      for (const responseContent of contents) {
        const answer = await issue(t, { action, responseContent });
        assert.equal(answer.state, 'unavailable', `${action} ${responseContent}`);
      }
    }
  });

  test('may refuse what the first step accepted', async (t) => {
    const expired = await issue(t, {
      action: 'UNAUTHORIZED',
      responseContent: 'Bearer error="invalid_token"',
    });
    assert.equal(expired.state === 'refused' && expired.code, 'invalid_token');
    const narrowed = await issue(t, { action: 'FORBIDDEN' });
    assert.equal(narrowed.state === 'refused' && narrowed.code, 'insufficient_scope');
    const malformed = await issue(t, { action: 'BAD_REQUEST' });
    assert.equal(malformed.state === 'refused' && malformed.code, 'invalid_request');
  });

  test('is unavailable for every answer that decides nothing', async (t) => {
    for (const action of [undefined, null, 'OK', 'json', 'INTERNAL_SERVER_ERROR', 5]) {
      const answer = await issue(t, { action, responseContent: '{"sub":"1"}' });
      assert.equal(answer.state, 'unavailable');
    }
  });
});
