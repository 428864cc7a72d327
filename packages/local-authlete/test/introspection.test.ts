import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { address, call, createToken, CREDENTIALS, GENERATIONS } from './authlete-api.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/introspection';
const HOUR = 3_600_000;

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('POST /auth/introspection, the token is good', () => {
  for (const generation of GENERATIONS) {
    it(`answers OK with the facts about the token (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['time.read', 'openid'], acr: 'gold', authTime: 5 });
      const { status, headers, body } = await call(local, ENDPOINT, { token }, { generation });
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'application/json;charset=UTF-8');
      assert.equal(headers.get('x-local-authlete'), '1');
      assert.equal(body.resultCode, 'A056001');
      assert.equal(body.resultMessage, '[A056001] The access token is valid.');
      assert.equal(body.action, 'OK');
      assert.equal(body.clientId, 1001);
      assert.equal(body.clientIdAlias, 'demo');
      assert.equal(body.clientIdAliasUsed, false);
      assert.equal(body.subject, 'john');
      assert.deepEqual(body.scopes, ['time.read', 'openid']);
      assert.deepEqual(body.scopeDetails[0], { name: 'time.read', defaultEntry: false });
      assert.equal(body.existent, true);
      assert.equal(body.usable, true);
      assert.equal(body.sufficient, true);
      assert.equal(body.refreshable, true);
      assert.equal(body.grantType, 'AUTHORIZATION_CODE');
      assert.equal(body.acr, 'gold');
      assert.equal(body.authTime, 5);
      assert.ok(Math.abs(body.expiresAt - Date.now() - HOUR) < 10_000);
      assert.equal(body.responseSigningRequired, false);
    });
  }

  it('puts a ready-made challenge into responseContent, which is not for the client', async () => {
    const { body } = await call(local, ENDPOINT, { token: await createToken(local) });
    assert.equal(body.responseContent, 'Bearer error="invalid_request"');
  });

  it('has a member that Authlete has not, and a type in 2.x only', async () => {
    const token = await createToken(local);
    const [v2, v3] = await Promise.all(
      GENERATIONS.map(async (generation) => call(local, ENDPOINT, { token }, { generation })),
    );
    assert.equal(v2?.body.localAuthlete, true);
    assert.equal(v2?.body.type, 'introspectionResponse');
    assert.equal('type' in v3!.body, false);
  });

  it('leaves out what has no value, and never says null', async () => {
    const { body } = await call(local, '/auth/token/create', {
      grantType: 'CLIENT_CREDENTIALS',
      clientId: 1001,
    });
    const { body: answer } = await call(local, ENDPOINT, { token: body.accessToken });
    assert.equal(answer.action, 'OK');
    for (const absent of [
      'subject',
      'scopes',
      'scopeDetails',
      'acr',
      'properties',
      'dpopNonce',
      'resources',
    ]) {
      assert.equal(absent in answer, false, absent);
    }
    assert.equal(answer.refreshable, false);
    assert.equal(answer.authTime, 0);
    assert.equal(Object.values(answer).includes(null), false);
  });

  it('tells of properties, hidden ones too, of resources and of authorization details', async () => {
    const authorizationDetails = {
      elements: [
        {
          type: 'payment',
          locations: ['https://bank.example'],
          dataTypes: ['iban'],
          otherFields: '{"amount":{"value":"5"}}',
        },
      ],
    };
    const properties = [
      { key: 'a', value: '1', hidden: false },
      { key: 'b', value: '2', hidden: true },
    ];
    const token = await createToken(local, {
      properties,
      authorizationDetails,
      resources: ['https://api.example/'],
    });
    const { body } = await call(local, ENDPOINT, { token, resources: ['https://api.example/'] });
    assert.equal(body.action, 'OK');
    assert.deepEqual(body.properties, properties);
    assert.deepEqual(body.authorizationDetails, authorizationDetails);
    assert.deepEqual(body.resources, ['https://api.example/']);
    assert.deepEqual(body.accessTokenResources, ['https://api.example/']);
  });

  it('takes a form, where scopes are separated by spaces', async () => {
    const token = await createToken(local, { scopes: ['time.read'] });
    const response = await fetch(address(local, ENDPOINT, 'V3'), {
      method: 'POST',
      headers: { authorization: CREDENTIALS.V3 },
      body: new URLSearchParams({ token, scopes: 'time.read history.read' }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body.action, 'FORBIDDEN');
  });

  it('treats null, 0 and false as no check', async () => {
    const token = await createToken(local);
    const { body } = await call(local, ENDPOINT, {
      token,
      scopes: null,
      subject: null,
      resources: null,
      acrValues: null,
      maxAge: 0,
      dpopNonceRequired: false,
      clientCertificate: null,
    });
    assert.equal(body.action, 'OK');
  });

  it('ignores required scopes that the service does not know, so a typing error disables the check', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const scopes of [['tiem.read'], ['openid time.read']]) {
      const { body } = await call(local, ENDPOINT, { token, scopes });
      assert.equal(body.action, 'OK');
    }
  });
});

describe('POST /auth/introspection, the token is refused', () => {
  it('answers BAD_REQUEST without a token', async () => {
    for (const request of [{ token: null }, { token: '' }, { scopes: [] }]) {
      const { status, body } = await call(local, ENDPOINT, request);
      assert.equal(status, 200);
      assert.equal(body.action, 'BAD_REQUEST');
      assert.equal(parseChallenge(body.responseContent)['scheme'], 'Bearer');
      assert.equal(body.clientId, 0);
      assert.equal(body.existent, false);
      assert.equal(body.expiresAt, 0);
    }
  });

  it('answers UNAUTHORIZED and invalid_token for an unknown token', async () => {
    const { body } = await call(local, ENDPOINT, { token: 'unknown' });
    assert.equal(body.action, 'UNAUTHORIZED');
    const challenge = parseChallenge(body.responseContent);
    assert.deepEqual(Object.keys(challenge), ['scheme', 'error', 'error_description', 'error_uri']);
    assert.equal(challenge.scheme, 'Bearer');
    assert.equal(challenge.error, 'invalid_token');
    assert.equal(challenge.error_description, body.resultMessage);
    assert.equal(challenge.error_uri, `https://docs.authlete.com/#${body.resultCode}`);
    assert.equal(body.existent, false);
    assert.equal(body.usable, false);
    assert.equal('subject' in body, false);
  });

  it('says "expired" once, and "does not exist" from then on', async () => {
    const token = await createToken(local, { scopes: ['time.read'], accessTokenDuration: 10 });
    local.clock.advance(10_000);
    const { body: first } = await call(local, ENDPOINT, { token });
    assert.equal(first.action, 'UNAUTHORIZED');
    assert.equal(first.resultCode, 'A065301');
    assert.equal(first.existent, true);
    assert.equal(first.usable, false);
    assert.equal(first.refreshable, true);
    const challenge = parseChallenge(first.responseContent);
    assert.equal(challenge.error, 'invalid_token');
    assert.equal(challenge.scope, 'time.read');

    const { body: second } = await call(local, ENDPOINT, { token });
    assert.equal(second.action, 'UNAUTHORIZED');
    assert.match(second.resultMessage, /does not exist/);
    assert.equal(second.existent, false);
  });

  it('has another code for an expired token that cannot be refreshed', async () => {
    const token = await createToken(local, { grantType: 'IMPLICIT', accessTokenDuration: 10 });
    local.clock.advance(10_000);
    const { body } = await call(local, ENDPOINT, { token });
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.notEqual(body.resultCode, 'A065301');
    assert.equal(body.refreshable, false);
  });

  it('answers FORBIDDEN and insufficient_scope with the scopes that are needed', async () => {
    const token = await createToken(local, { scopes: ['time.read'] });
    const { body } = await call(local, ENDPOINT, { token, scopes: ['time.read', 'history.read'] });
    assert.equal(body.action, 'FORBIDDEN');
    assert.equal(body.resultCode, 'A064302');
    assert.match(body.resultMessage, /history\.read/);
    const challenge = parseChallenge(body.responseContent);
    assert.equal(challenge.scheme, 'Bearer');
    assert.equal(challenge.error, 'insufficient_scope');
    assert.equal(challenge.scope, 'time.read history.read');
    assert.equal(body.usable, true);
    assert.equal(body.sufficient, false);
  });

  it('says insufficient_scope in a DPoP challenge when the token is bound to a key', async () => {
    const token = await createToken(local, { dpopKeyThumbprint: 'x', scopes: ['openid'] });
    const { body } = await call(local, ENDPOINT, { token, scopes: ['time.read'] });
    assert.equal(parseChallenge(body.responseContent)['scheme'], 'DPoP');
  });

  it('answers FORBIDDEN and invalid_request for another subject', async () => {
    const token = await createToken(local);
    const { body } = await call(local, ENDPOINT, { token, subject: 'jane' });
    assert.equal(body.action, 'FORBIDDEN');
    assert.equal(parseChallenge(body.responseContent)['error'], 'invalid_request');
    assert.equal((await call(local, ENDPOINT, { token, subject: 'john' })).body.action, 'OK');
  });

  it('refuses a token that does not cover the required resources', async () => {
    const token = await createToken(local, { resources: ['https://a.example/'] });
    const { body } = await call(local, ENDPOINT, {
      token,
      resources: ['https://a.example/', 'https://b.example/'],
    });
    assert.equal(body.action, 'UNAUTHORIZED');
  });

  it('answers UNAUTHORIZED with acr_values when the authentication is of another class (RFC 9470 section 3)', async () => {
    const token = await createToken(local, { acr: 'bronze', authTime: 7 });
    const { body } = await call(local, ENDPOINT, { token, acrValues: ['silver', 'gold'] });
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(body.resultCode, 'A341302');
    const challenge = parseChallenge(body.responseContent);
    assert.equal(challenge.error, 'insufficient_user_authentication');
    assert.equal(challenge.acr_values, 'silver gold');
    assert.equal(body.acr, 'bronze');
    assert.equal(body.authTime, 7);
    assert.equal((await call(local, ENDPOINT, { token, acrValues: ['bronze'] })).body.action, 'OK');
  });

  it('answers UNAUTHORIZED with max_age when the authentication is too old (RFC 9470 section 3)', async () => {
    const authTime = Math.floor(local.clock.now() / 1000) - 600;
    const token = await createToken(local, { authTime });
    const { body } = await call(local, ENDPOINT, { token, maxAge: 500 });
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(body.resultCode, 'A340301');
    const challenge = parseChallenge(body.responseContent);
    assert.equal(challenge.error, 'insufficient_user_authentication');
    assert.equal(challenge.max_age, '500');
    assert.equal((await call(local, ENDPOINT, { token, maxAge: 700 })).body.action, 'OK');
    assert.equal((await call(local, ENDPOINT, { token, maxAge: -1 })).body.action, 'OK');
  });

  it('checks scopes, then subject, resources, acr, age and binding', async () => {
    const token = await createToken(local, { scopes: ['openid'], dpopKeyThumbprint: 'x' });
    const wrong: [string, unknown][] = [
      ['scopes', ['time.read']],
      ['subject', 'jane'],
      ['resources', ['https://a.example/']],
      ['acrValues', ['gold']],
      ['maxAge', 1],
    ];
    const codes: string[] = [];
    for (let skipped = 0; skipped <= wrong.length; skipped += 1) {
      const request = Object.fromEntries(wrong.slice(skipped));
      const { body } = await call(local, ENDPOINT, { token, ...request });
      codes.push(body.resultCode);
    }
    assert.equal(codes[0], 'A064302');
    assert.equal(codes[3], 'A341302');
    assert.equal(codes[4], 'A340301');
    assert.equal(codes[5], 'A065308');
    assert.equal(new Set(codes).size, 6);
  });

  it('cannot be made to write parameters of its own into a challenge', async () => {
    const token = await createToken(local, { acr: 'bronze' });
    const { body } = await call(local, ENDPOINT, { token, acrValues: ['x",realm="evil\r\nSet-Cookie: a=b'] });
    const challenge = parseChallenge(body.responseContent);
    assert.equal('realm' in challenge, false);
    assert.doesNotMatch(body.responseContent, /[\r\n]/);
  });
});
