// From when on a token of a sign-in that has ended is refused at the server: docs/caching.md and docs/revocation.md.
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { ADMIN, revoke, statusesOf } from '../apps/server/test/admin/admin-client.ts';
import { type RunningParts, startParts } from '../apps/server/test/running-parts.ts';
import { INSECURE, obtainTokens, PAGE } from '../packages/local-authlete/test/sign-in-client.ts';

/** A sign-in of john, and how it can end. */
async function signIn({ authlete }: RunningParts, parameters: Readonly<Record<string, string>> = {}) {
  const { started, browser, tokens } = await obtainTokens(authlete, { parameters });
  const { server } = started;
  return {
    token: tokens.access_token,
    refresh: async (): Promise<string> => {
      const refreshToken = tokens.refresh_token ?? '';
      const none = oauth.None();
      const response = await oauth.refreshTokenGrantRequest(server, PAGE, none, refreshToken, INSECURE);
      return (await oauth.processRefreshTokenResponse(server, PAGE, response)).access_token;
    },
    endings: {
      'revocation by the client (RFC 7009)': async (): Promise<void> => {
        const token = tokens.access_token;
        const response = await oauth.revocationRequest(server, PAGE, oauth.None(), token, INSECURE);
        await oauth.processRevocationResponse(response);
      },
      'logout (OpenID Connect RP-Initiated Logout 1.0)': async (): Promise<void> => {
        const page = await browser.open(server.end_session_endpoint ?? '');
        assert.equal((await browser.send(page, { press: 'Sign out' })).heading, 'You are signed out');
      },
    },
  };
}

const ENDINGS = [
  'revocation by the client (RFC 7009)',
  'logout (OpenID Connect RP-Initiated Logout 1.0)',
] as const;

const start = (t: TestContext, cacheTtl: number): Promise<RunningParts> =>
  startParts(t, { ...ADMIN, INTROSPECTION_CACHE_TTL: String(cacheTtl) });

for (const ending of ENDINGS) {
  suite(`after a ${ending}`, () => {
    test('without a cache the very next request is refused', async (t) => {
      const parts = await start(t, 0);
      const { token, endings } = await signIn(parts);
      assert.deepEqual(await statusesOf(parts, token), [200, 200]);
      await endings[ending]();
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
    });

    test('with a cache UserInfo refuses the very next request, an API endpoint when what is kept is too old', async (t) => {
      const parts = await start(t, 1);
      const { token, endings } = await signIn(parts);
      assert.deepEqual(await statusesOf(parts, token), [200, 200]);
      await endings[ending]();
      let [time, userInfo] = await statusesOf(parts, token);
      assert.equal(userInfo, 401);
      while (time !== 401) {
        await setTimeout(50);
        [time] = await statusesOf(parts, token);
      }
    });

    test('with a cache the very next request is refused where the server is told itself', async (t) => {
      const parts = await start(t, 3600);
      const { token, endings } = await signIn(parts);
      assert.deepEqual(await statusesOf(parts, token), [200, 200]);
      await endings[ending]();
      assert.deepEqual(await statusesOf(parts, token), [200, 401], 'as old as the cache may be');
      await revoke(parts, { token });
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
    });
  });
}

test('what was allowed to go on without the person (offline_access) outlives the logout, and ends with a revocation', async (t) => {
  const parts = await start(t, 0);
  const { token, refresh, endings } = await signIn(parts, {
    scope: 'openid time.read offline_access',
    prompt: 'consent',
  });
  await endings['logout (OpenID Connect RP-Initiated Logout 1.0)']();
  assert.deepEqual(await statusesOf(parts, token), [200, 200]);
  const refreshed = await refresh();
  assert.deepEqual(await statusesOf(parts, refreshed), [200, 200]);
  await endings['revocation by the client (RFC 7009)']();
  assert.deepEqual(await statusesOf(parts, token), [401, 401]);
  assert.deepEqual(await statusesOf(parts, refreshed), [401, 401]);
});
