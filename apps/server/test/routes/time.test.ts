import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResourceServer, createUserInfoEndpoint, type AccessToken } from 'oauth-resource-server';
import { createApp } from '../../src/app.ts';
import { ask, startParts } from '../running-parts.ts';

const facts: AccessToken = {
  subject: '1',
  clientId: '1001',
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

test('the time is told in UTC, month from 1, numbers without padding', async () => {
  const app = createApp({
    resourceServer: createResourceServer({
      audience: null,
      tokenSource: { inspect: async () => ({ state: 'active', token: facts }) },
    }),
    userInfo: createUserInfoEndpoint({
      authority: {
        inspect: async () => ({ state: 'unavailable', reason: 'not used here' }),
        issue: async () => ({ state: 'unavailable', reason: 'not used here' }),
      },
      claimSource: { findClaims: async () => undefined },
    }),
    readiness: async () => ({ authlete: 'ok', database: 'ok' }),
    onUnexpectedError: (error) => assert.fail(String(error)),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  });
  const answer = await app.inject({ url: '/api/time', headers: { authorization: 'Bearer token' } });
  assert.equal(answer.body, '{"year":2026,"month":1,"day":2,"hour":3,"minute":4,"second":5}');
});

test('any valid token may ask for the time, also one without scopes and without a subject', async (t) => {
  const { url, issueToken } = await startParts(t);
  const token = await issueToken({ grantType: 'CLIENT_CREDENTIALS', subject: undefined, scopes: [] });
  const { status, headers, body } = await ask(url, '/api/time', {
    headers: ['Authorization', `Bearer ${token}`],
  });
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['www-authenticate'], undefined);
  assert.deepEqual(Object.keys(JSON.parse(body) as object), [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
  ]);
});

test('the scheme is compared without regard to case (RFC 9110, section 11.1)', async (t) => {
  const { url, issueToken } = await startParts(t);
  const token = await issueToken();
  for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
    assert.equal(
      (await ask(url, '/api/time', { headers: ['Authorization', `${scheme} ${token}`] })).status,
      200,
    );
  }
});

test('HEAD is answered as GET is, without the body (RFC 9110, section 9.3.2)', async (t) => {
  const { url, issueToken } = await startParts(t);
  const answer = await ask(url, '/api/time', {
    method: 'HEAD',
    headers: ['Authorization', `Bearer ${await issueToken()}`],
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.body, '');
  assert.equal((await ask(url, '/api/time', { method: 'HEAD' })).headers['www-authenticate'], 'Bearer');
});

test('challenges carry the realm that is configured', async (t) => {
  const { url } = await startParts(t, { REALM: 'the "clock"' });
  const { headers } = await ask(url, '/api/time');
  assert.equal(headers['www-authenticate'], String.raw`Bearer realm="the \"clock\""`);
});
