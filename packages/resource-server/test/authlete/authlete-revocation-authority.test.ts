import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAuthleteRevocationAuthority } from '../../src/authlete/index.ts';
import { clientOf, SECRETS, startAnswering, startAuthlete } from './scripted-authlete.ts';

const REVOKED = { resultCode: 'A312001', resultMessage: '[A312001] Revoked 1 access token(s).', count: 1 };

describe('a revocation that Authlete is told of', () => {
  test('names the token, the subject or the client as POST /auth/token/revoke wants it', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, REVOKED);
    const authority = createAuthleteRevocationAuthority(clientOf(t, baseUrl));
    for (const target of [{ token: SECRETS.token }, { subject: 'john' }, { client: '1001' }] as const) {
      assert.deepEqual(await authority.revoke(target), { state: 'told' });
    }
    assert.deepEqual(
      requests.map(({ method, url, body }) => [method, url, body]),
      [
        ['POST', '/api/auth/token/revoke', JSON.stringify({ accessTokenIdentifier: SECRETS.token })],
        ['POST', '/api/auth/token/revoke', '{"subject":"john"}'],
        ['POST', '/api/auth/token/revoke', '{"clientIdentifier":"1001"}'],
      ],
    );
  });

  test('is told as well where there was no token', async (t) => {
    const { baseUrl } = await startAnswering(t, { ...REVOKED, count: 0 });
    const authority = createAuthleteRevocationAuthority(clientOf(t, baseUrl));
    assert.deepEqual(await authority.revoke({ subject: 'john' }), { state: 'told' });
  });
});

describe('a revocation that Authlete is not told of', () => {
  test('is one of a grant, because there is no call for it', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, REVOKED);
    const { state } = await createAuthleteRevocationAuthority(clientOf(t, baseUrl)).revoke({ grant: 'g1' });
    assert.equal(state, 'not_told');
    assert.deepEqual(requests, []);
  });

  test('is one of a client by its alias, which no token names', async (t) => {
    const { baseUrl, requests } = await startAnswering(t, REVOKED);
    const authority = createAuthleteRevocationAuthority(clientOf(t, baseUrl));
    const telling = await authority.revoke({ client: 'my-client' });
    assert.equal(telling.state, 'failed');
    assert.deepEqual(requests, []);
  });

  for (const [name, status, answer, reason] of [
    ['Authlete does not know the client', 404, REVOKED, /^Authlete does not know the client/],
    ['it fails', 500, REVOKED, /HTTP 500/],
    ['it refuses the credentials', 403, REVOKED, /refused the service credentials/],
    ['it says something else', 200, { action: 'OK' }, /does not say how many/],
    ['it counts in no number', 200, { count: SECRETS.body }, /member count/],
  ] as const) {
    test(`has failed where ${name}, and the reason repeats nothing`, async (t) => {
      const { baseUrl } = await startAuthlete(t, (_request, response) => {
        response.statusCode = status;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ...answer, resultMessage: SECRETS.body }));
      });
      const authority = createAuthleteRevocationAuthority(clientOf(t, baseUrl));
      const telling = await authority.revoke({ client: '1001' });
      assert.ok(telling.state === 'failed');
      assert.match(telling.reason, reason);
      for (const secret of Object.values(SECRETS)) assert.ok(!telling.reason.includes(secret));
    });
  }
});
