import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createAuthleteTokenSource } from '../../src/authlete/index.ts';
import type { TokenAnswer } from '../../src/token-sources/token-source.ts';
import { PresentedAccessToken } from '../../src/presented-access-token.ts';
import { clientOf, SECRETS, startAnswering, startAuthlete } from './scripted-authlete.ts';

const now = Date.parse('2026-11-24T00:00:00Z');
const ok = { action: 'OK', clientId: 26478243745571, usable: true, existent: true, expiresAt: now + 1000 };

/** What the token source makes of an answer of Authlete. */
async function inspect(t: TestContext, answer: unknown): Promise<TokenAnswer> {
  const { baseUrl } = await startAnswering(t, answer);
  return ask(clientOf(t, baseUrl));
}

async function ask(client: ReturnType<typeof clientOf>): Promise<TokenAnswer> {
  const source = createAuthleteTokenSource(client, { now: () => now });
  return source.inspect(new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token }));
}

describe('facts of a usable token', () => {
  test('are those of the answer, whatever else it holds', async (t) => {
    const answer = await inspect(t, {
      ...ok,
      type: 'introspectionResponse',
      resultCode: 'A056001',
      resultMessage: SECRETS.body,
      responseContent: 'Bearer error="invalid_request"',
      subject: '1',
      scopes: ['openid', 'email'],
      acr: 'urn:example:mfa',
      authTime: 1795478400,
      accessTokenResources: ['https://api.example/'],
      resources: ['https://api.example/', 'https://other.example/'],
      certificateThumbprint: 'NC3osuN22WpW28AAttMcqTGkpI1pCV1z8nINWYMx8TA',
      grantId: 'grant-1',
      grantType: 'AUTHORIZATION_CODE',
      properties: [
        { key: 'tenant', value: 'blue', hidden: false },
        { key: 'plan', value: 'gold', hidden: true },
      ],
      authorizationDetails: {
        elements: [
          {
            type: 'account_information',
            locations: ['https://example.com/accounts'],
            actions: ['list_accounts'],
            dataTypes: ['balance'],
            identifier: 'account-1',
            privileges: ['admin'],
            otherFields: '{"limit":{"amount":"10.00","currency":"EUR"}}',
          },
          { type: 'payment_initiation', locations: null, otherFields: null },
        ],
      },
    });
    assert.deepEqual(answer, {
      state: 'active',
      token: {
        subject: '1',
        clientId: '26478243745571',
        scopes: ['openid', 'email'],
        expiresAt: now + 1000,
        audience: ['https://api.example/'],
        acr: 'urn:example:mfa',
        authTime: 1795478400,
        authorizationDetails: [
          {
            type: 'account_information',
            locations: ['https://example.com/accounts'],
            actions: ['list_accounts'],
            datatypes: ['balance'],
            identifier: 'account-1',
            privileges: ['admin'],
            limit: { amount: '10.00', currency: 'EUR' },
          },
          { type: 'payment_initiation' },
        ],
        grantId: 'grant-1',
        grantType: 'authorization_code',
        jwkThumbprint: undefined,
        certificateThumbprint: 'NC3osuN22WpW28AAttMcqTGkpI1pCV1z8nINWYMx8TA',
        properties: { tenant: 'blue', plan: 'gold' },
      },
      dpopNonce: undefined,
      responseSigningRequired: undefined,
    });
  });

  test('are undefined or empty where Authlete says nothing, null or 0', async (t) => {
    const nothing = {
      subject: undefined,
      clientId: '5',
      scopes: [],
      expiresAt: undefined,
      audience: undefined,
      acr: undefined,
      authTime: undefined,
      authorizationDetails: undefined,
      grantId: undefined,
      grantType: undefined,
      jwkThumbprint: undefined,
      certificateThumbprint: undefined,
      properties: {},
    };
    const silent = ['responseContent', 'subject', 'scopes', 'existent', 'usable', 'resources', 'properties'];
    const alsoSilent = ['acr', 'certificateThumbprint', 'dpopNonce', 'authorizationDetails', 'expiresAt'];
    const nulls = Object.fromEntries([...silent, ...alsoSilent].map((member) => [member, null]));
    const empties = {
      accessTokenResources: [],
      authorizationDetails: { elements: null },
      authTime: 0,
      expiresAt: 0,
      properties: [{ key: 'a', value: null }],
      subject: '',
      grantId: '',
    };
    for (const answer of [{}, nulls, empties]) {
      const facts = await inspect(t, { action: 'OK', clientId: 5, ...answer });
      assert.deepEqual(facts, {
        state: 'active',
        token: nothing,
        dpopNonce: undefined,
        responseSigningRequired: undefined,
      });
    }
  });

  test('name the client without rounding, up to the largest 64-bit integer', async (t) => {
    for (const clientId of ['9007199254740993', '9223372036854775807', '10']) {
      const { baseUrl } = await startAuthlete(t, (_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(`{"action":"OK","clientId":${clientId},"subject":"1"}`);
      });
      const answer = await ask(clientOf(t, baseUrl));
      assert.equal(answer.state === 'active' && answer.token.clientId, clientId);
    }
  });

  test('take the resources of the grant where the token is not narrowed (RFC 8707, section 2.2)', async (t) => {
    const resources = ['https://api.example/'];
    const answer = await inspect(t, { ...ok, resources, accessTokenResources: null });
    assert.deepEqual(answer.state === 'active' && answer.token.audience, resources);
  });

  test('may be read behind a byte order mark', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.setHeader('content-type', 'application/json').end(`\uFEFF${JSON.stringify(ok)}`);
    });
    assert.equal((await ask(clientOf(t, baseUrl))).state, 'active');
  });

  test('come with the nonce of Authlete (RFC 9449, section 8.2)', async (t) => {
    const answer = await inspect(t, { ...ok, dpopNonce: 'eyJ7S_zG.eyJH0-Z.HX4w-7v' });
    assert.equal(answer.state === 'active' && answer.dpopNonce, 'eyJ7S_zG.eyJH0-Z.HX4w-7v');
  });

  test('come without a nonce that could break out of its header (RFC 9449, section 8.1)', async (t) => {
    for (const dpopNonce of ['a\r\nset-cookie: b', 'a b', 'a"b', 'a\\b', 'ü', '', 'n'.repeat(1025)]) {
      const answer = await inspect(t, { ...ok, dpopNonce });
      assert.equal(answer.state === 'active' && answer.dpopNonce, undefined, dpopNonce);
    }
  });

  test('never come from members named __proto__', async (t) => {
    const { baseUrl } = await startAuthlete(t, (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        '{"__proto__":{"action":"OK","clientId":1,"usable":true},"clientId":12345678901234567890}',
      );
    });
    assert.deepEqual((await ask(clientOf(t, baseUrl))).state, 'unavailable');
    const inProperties = await inspect(t, { ...ok, properties: [{ key: '__proto__', value: 'x' }] });
    assert.ok(inProperties.state === 'active');
    assert.equal(Object.getPrototypeOf(inProperties.token.properties), Object.prototype);
    const otherFields = '{"__proto__":{"limit":1}}';
    const inDetails = await inspect(t, {
      ...ok,
      authorizationDetails: { elements: [{ type: 'a', otherFields }] },
    });
    assert.equal(
      inDetails.state === 'active' && inDetails.token.authorizationDetails?.[0]?.['limit'],
      undefined,
    );
  });
});

describe('an OK that is none', () => {
  const cases: [name: string, answer: object][] = [
    ['of a token that is not usable', { usable: false }],
    ['of a token that does not exist', { existent: false }],
    ['of a token that expired in the past', { expiresAt: now - 1 }],
    ['of a token that expires right now', { expiresAt: now }],
    ['of a token that expired before 1970', { expiresAt: -1 }],
  ];
  for (const [name, answer] of cases) {
    test(`${name} is refused as invalid_token`, async (t) => {
      const result = await inspect(t, { ...ok, ...answer, dpopNonce: 'n0nce' });
      assert.equal(result.state === 'refused' && result.code, 'invalid_token');
      assert.equal(result.state === 'refused' && result.dpopNonce, 'n0nce');
    });
  }

  for (const clientId of [undefined, null, 0]) {
    test(`without a client (${clientId}) is unavailable`, async (t) => {
      assert.equal((await inspect(t, { ...ok, clientId })).state, 'unavailable');
    });
  }
});

describe('a decision against the token', () => {
  const cases: [action: string, challenge: string | null | undefined, code: string, reason: RegExp][] = [
    [
      'UNAUTHORIZED',
      'Bearer error="invalid_token",error_description="[A065301] expired, isn\'t it"',
      'invalid_token',
      /unknown, expired, revoked/,
    ],
    ['UNAUTHORIZED', 'DPoP error="invalid_token",algs="ES256 EdDSA"', 'invalid_token', /bound to a key/],
    ['UNAUTHORIZED', 'DPoP error="use_dpop_nonce"', 'use_dpop_nonce', /use_dpop_nonce/],
    ['UNAUTHORIZED', 'DPoP error="invalid_dpop_proof"', 'invalid_dpop_proof', /invalid_dpop_proof/],
    [
      'UNAUTHORIZED',
      'Bearer error="insufficient_user_authentication",max_age="10"',
      'invalid_token',
      /insufficient_user_authentication/,
    ],
    ['UNAUTHORIZED', `Bearer error="${SECRETS.body}"`, 'invalid_token', /no known error code/],
    ['UNAUTHORIZED', 'Bearer error="server_error"', 'invalid_token', /server_error/],
    ['UNAUTHORIZED', null, 'invalid_token', /no known error code/],
    ['UNAUTHORIZED', undefined, 'invalid_token', /no known error code/],
    ['FORBIDDEN', 'Bearer error="insufficient_scope",scope="a b"', 'insufficient_scope', /FORBIDDEN/],
    ['FORBIDDEN', 'Bearer error="invalid_request"', 'invalid_token', /FORBIDDEN/],
    ['FORBIDDEN', undefined, 'invalid_token', /FORBIDDEN/],
    ['BAD_REQUEST', 'Bearer error="invalid_request"', 'invalid_request', /BAD_REQUEST/],
  ];
  for (const [action, responseContent, code, reason] of cases) {
    test(`${action} with ${responseContent} is ${code}`, async (t) => {
      const answer = await inspect(t, { action, responseContent, dpopNonce: 'n0nce' });
      assert.ok(answer.state === 'refused');
      assert.equal(answer.code, code);
      assert.match(answer.reason, reason);
      assert.equal(answer.dpopNonce, 'n0nce');
      assert.ok(!JSON.stringify(answer).includes(SECRETS.body));
      assert.ok(!JSON.stringify(answer).includes(SECRETS.token));
    });
  }
});

describe('an answer that decides nothing', () => {
  test('INTERNAL_SERVER_ERROR is unavailable, in other words than a failure of the network', async (t) => {
    const answer = await inspect(t, { action: 'INTERNAL_SERVER_ERROR', responseContent: SECRETS.body });
    assert.ok(answer.state === 'unavailable');
    assert.match(answer.reason, /^Authlete was reached but could not judge/);
  });

  const cases: [name: string, answer: object][] = [
    ['no action', { clientId: 1, usable: true }],
    ['an action of null', { ...ok, action: null }],
    ['an empty action', { ...ok, action: '' }],
    ['an unknown action', { ...ok, action: SECRETS.body }],
    ['an action in lower case', { ...ok, action: 'ok' }],
    ['an action with a blank', { ...ok, action: 'OK ' }],
    ['an action in an array', { ...ok, action: ['OK'] }],
    ['an action of another endpoint', { ...ok, action: 'JSON' }],
    ['a clientId that is not a number', { ...ok, clientId: 'client' }],
    ['a negative clientId', { ...ok, clientId: -1 }],
    ['a subject that is a number', { ...ok, subject: 1 }],
    ['scopes in one string', { ...ok, scopes: 'openid email' }],
    ['a scope that is not a string', { ...ok, scopes: ['openid', null] }],
    ['usable in a string', { ...ok, usable: 'false' }],
    ['an expiry in a string', { ...ok, expiresAt: '0' }],
    ['an expiry with a fraction', { ...ok, expiresAt: now + 0.5 }],
    ['an expiry that no number holds', { ...ok, expiresAt: 1e300 }],
    ['resources that are not a list', { ...ok, resources: 'https://api.example/' }],
    ['properties that are not a list', { ...ok, properties: { a: 'b' } }],
    ['a property value that is a number', { ...ok, properties: [{ key: 'a', value: 1 }] }],
    ['authorization details without their wrapper', { ...ok, authorizationDetails: [{ type: 'a' }] }],
    ['authorization details without type', { ...ok, authorizationDetails: { elements: [{}] } }],
    [
      'broken otherFields',
      { ...ok, authorizationDetails: { elements: [{ type: 'a', otherFields: '{"limit":' }] } },
    ],
    [
      'otherFields that are a list',
      { ...ok, authorizationDetails: { elements: [{ type: 'a', otherFields: '[]' }] } },
    ],
    [
      'otherFields that set the type again',
      { ...ok, authorizationDetails: { elements: [{ type: 'a', otherFields: '{"type":"b"}' }] } },
    ],
    ['a thumbprint that is not a string', { ...ok, certificateThumbprint: true }],
    ['a nonce that is not a string', { ...ok, dpopNonce: 5 }],
  ];
  for (const [name, answer] of cases) {
    test(`${name} is unavailable`, async (t) => {
      const result = await inspect(t, answer);
      assert.equal(result.state, 'unavailable');
      assert.doesNotMatch(JSON.stringify(result), new RegExp(Object.values(SECRETS).join('|')));
    });
  }
});

test('a question gets the time that is left for its request, and none is asked where none is', async (t) => {
  const { baseUrl, requests } = await startAuthlete(t, () => undefined);
  const source = createAuthleteTokenSource(clientOf(t, baseUrl, { timeout: 60_000 }), { now: () => now });
  const inspectBy = async (deadline: number): Promise<TokenAnswer> =>
    source.inspect(new PresentedAccessToken({ scheme: 'Bearer', token: SECRETS.token, deadline }));
  const slow = await inspectBy(now + 50);
  assert.equal(slow.state === 'unavailable' && slow.reason, 'Authlete did not begin to answer in time');
  const late = await inspectBy(now);
  assert.equal(late.state === 'unavailable' && late.reason, 'no time was left to ask Authlete');
  assert.equal(requests.length, 1);
});
