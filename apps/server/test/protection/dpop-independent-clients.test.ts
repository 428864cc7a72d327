// Clients that know nothing of ours do the nonce dance of RFC 9449, section 9, and read JSON and signed answers.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { type RunningParts, startParts } from '../running-parts.ts';

const insecure = { [oauth.allowInsecureRequests]: true };
const NONCES = { DPOP_NONCE_SECRET: 'what-nobody-can-guess-0123456789' };

/** A client of the local Authlete by the way in which it gets its UserInfo. */
const CLIENTS = {
  JSON: { client_id: '1001' },
  'a JWT signed with RS256': { client_id: '1002', userinfo_signed_response_alg: 'RS256' },
  'a JWT signed with ES256': { client_id: '1003', userinfo_signed_response_alg: 'ES256' },
} as const;

interface Started extends RunningParts {
  readonly server: oauth.AuthorizationServer;
}

async function start(t: TestContext, environment: Record<string, string>): Promise<Started> {
  const parts = await startParts(t, environment);
  const issuer = new URL(parts.authlete.url);
  const found = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  return { ...parts, server: { ...found, userinfo_endpoint: `${parts.url}/api/userinfo` } };
}

for (const dpop of ['accept', 'require'] as const) {
  test(`oauth4webapi: asked for a nonce, it asks again with it, and needs no other (DPOP=${dpop})`, async (t) => {
    const { url, issueToken } = await start(t, { DPOP: dpop, ...NONCES });
    const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'));
    const token = await issueToken({ dpopKeyThumbprint: await DPoP.calculateThumbprint() });
    const getTime = (): Promise<Response> =>
      oauth.protectedResourceRequest(token, 'GET', new URL(`${url}/api/time`), undefined, null, {
        DPoP,
        ...insecure,
      });
    await assert.rejects(getTime(), (error) => {
      assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
      const challenge = error.cause.find(({ scheme }) => scheme === 'dpop');
      assert.equal(challenge?.parameters.error, 'use_dpop_nonce');
      assert.match(challenge.parameters.algs ?? '', /^ES256 /);
      assert.deepEqual(
        error.cause.map(({ scheme }) => scheme),
        dpop === 'accept' ? ['bearer', 'dpop'] : ['dpop'],
      );
      return oauth.isDPoPNonceError(error);
    });
    for (let visit = 0; visit < 2; visit += 1) {
      const { year } = (await (await getTime()).json()) as { readonly year: number };
      assert.equal(year, new Date().getUTCFullYear());
    }
  });

  for (const [form, client] of Object.entries(CLIENTS)) {
    test(`oauth4webapi: UserInfo as ${form} (DPOP=${dpop})`, async (t) => {
      const { server, issueToken } = await start(t, { DPOP: dpop, ...NONCES });
      const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('Ed25519'));
      const dpopKeyThumbprint = await DPoP.calculateThumbprint();
      const token = await issueToken({ clientId: Number(client.client_id), dpopKeyThumbprint });
      const askUserInfo = (): Promise<Response> =>
        oauth.userInfoRequest(server, client, token, { DPoP, ...insecure });
      const first = await askUserInfo();
      const refused = oauth.processUserInfoResponse(server, client, '1', first);
      await assert.rejects(refused, (error) => oauth.isDPoPNonceError(error));
      const response = await askUserInfo();
      const claims = await oauth.processUserInfoResponse(server, client, '1', response);
      assert.equal(claims.name, 'John Smith');
      if ('userinfo_signed_response_alg' in client) {
        await oauth.validateApplicationLevelSignature(server, response, insecure);
      }
    });

    test(`openid-client: both endpoints, UserInfo as ${form}, without knowing of nonces (DPOP=${dpop})`, async (t) => {
      const { url, server, issueToken } = await start(t, { DPOP: dpop, ...NONCES });
      const { client_id: clientId } = client;
      const configuration = new openid.Configuration(server, clientId, client, openid.None());
      openid.allowInsecureRequests(configuration);
      openid.enableNonRepudiationChecks(configuration);
      const keys = await openid.randomDPoPKeyPair('ES256');
      const DPoP = openid.getDPoPHandle(configuration, keys);
      const dpopKeyThumbprint = await DPoP.calculateThumbprint();
      const token = await issueToken({ clientId: Number(clientId), dpopKeyThumbprint });

      const target = new URL(`${url}/api/time`);
      const response = await openid.fetchProtectedResource(
        configuration,
        token,
        target,
        'GET',
        undefined,
        undefined,
        { DPoP },
      );
      assert.equal(response.status, 200);
      const claims = await openid.fetchUserInfo(configuration, token, '1', { DPoP });
      assert.equal(claims.name, 'John Smith');
    });
  }
}

test('oauth4webapi: a thief with the token and a key of his own is told that his proof is wrong', async (t) => {
  const { url, issueToken } = await start(t, { DPOP: 'accept' });
  const [owner, thief] = [
    oauth.DPoP({}, await oauth.generateKeyPair('ES256')),
    oauth.DPoP({}, await oauth.generateKeyPair('ES256')),
  ];
  const token = await issueToken({ dpopKeyThumbprint: await owner.calculateThumbprint() });
  const options = { DPoP: thief, ...insecure };
  const request = oauth.protectedResourceRequest(
    token,
    'GET',
    new URL(`${url}/api/time`),
    undefined,
    null,
    options,
  );
  await assert.rejects(request, (error) => {
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
    assert.equal(error.cause[1]?.parameters.error, 'invalid_dpop_proof');
    return !oauth.isDPoPNonceError(error);
  });
});
