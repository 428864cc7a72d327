import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserSetting } from './browser-setting.ts';
import { capture } from './capture.ts';
import { PageVisitor } from './page-visitor.ts';

/** What john sees of a sign-in and everything after it, up to his sign-out, in one browser. */
export function tellStory(setting: () => BrowserSetting): void {
  test('john, from sign-in to sign-out', async (t) => {
    const { program } = setting();
    const visitor = await PageVisitor.come(t, setting(), { expectedStatuses: [401, 403] });
    const { page } = visitor;

    await t.test(
      'he signs in and allows it; his token opens both endpoints, and nothing is kept',
      async () => {
        await visitor.leave();
        await visitor.authenticate();
        await visitor.allow();
        // The code is out of the address.
        assert.equal(page.url(), `${program.url}/`);
        const facts = await visitor.token.innerText();
        for (const fact of [
          /sub\s+1\b/,
          /client_id\s+2001/,
          /scope\s+openid profile email/,
          /exp\s+in (59 min|1 h)/,
        ]) {
          assert.match(facts, fact);
        }
        await visitor.call('/api/time', '200 OK');
        const userInfo = await visitor.call('/api/userinfo', '200 OK');
        assert.match(await userInfo.innerText(), /"name": "John Smith"/);
        const token = (await visitor.token.locator('code').first().innerText()).trim();
        await visitor.scrollTo(page.getByRole('region', { name: 'The token' }));
        await capture(page, 'page-signed-in');
        const stores =
          '[...Object.entries(localStorage), ...Object.entries(sessionStorage), ...document.cookie]';
        assert.deepEqual(await page.evaluate(stores), []);

        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await visitor.button('Copy the curl line for /api/time').click();
        await visitor.card('/api/time').getByText('Copied.').waitFor();
        const line = `curl -i ${program.url}/api/time \\\n  -H 'Authorization: Bearer ${token}'`;
        assert.equal(await page.evaluate('navigator.clipboard.readText()'), line);
      },
    );

    await t.test('RFC 7009: he revokes the token, and it is refused', async () => {
      await visitor.button('Revoke').click();
      await visitor.hear('The token is revoked');
      assert.match(await visitor.token.innerText(), /It is not active any more/);
      const card = await visitor.call('/api/time', '401 Unauthorized. The token is not good for this');
      assert.match(await card.innerText(), /error="invalid_token"/);
      await visitor.judge();
    });

    await t.test(
      'RFC 6750: with fewer scopes UserInfo is 403, and signing in again for what is missing opens it',
      async () => {
        await visitor.leave({ scopes: ['email'] });
        await visitor.token.waitFor();
        const card = await visitor.call(
          '/api/userinfo',
          '403 Forbidden. The token is valid, but it lacks a scope',
        );
        assert.match(await card.innerText(), /error="insufficient_scope".*scope="openid"/);
        await visitor.judge();
        await visitor.button('Sign in again and ask for openid').click();
        await visitor.card('/api/userinfo').getByText('"email": "john@example.com"').waitFor();
      },
    );

    await t.test(
      'RFC 9449: with DPoP there is a nonce first, then the answer; the token alone is of no use',
      async () => {
        await visitor.leave({ client: '2004' });
        await visitor.allow();
        assert.match(await visitor.token.innerText(), /the key with the thumbprint \S{43} \(DPoP\)/);
        const card = await visitor.call('/api/time', '200 OK');
        const steps = /Request 1 of 2[^]*error="use_dpop_nonce"[^]*Request 2 of 2[^]*200 OK/;
        assert.match(await card.innerText(), steps);
        await card.getByText('What the proof says').last().click();
        await card.getByText('"nonce": ').waitFor();
        await visitor.judge();
        await visitor.scrollTo(card);
        await capture(page, 'page-dpop');
        // The nonce is known now.
        const userInfo = await visitor.call('/api/userinfo', '200 OK');
        assert.doesNotMatch(await userInfo.innerText(), /Request 1 of/);
        await userInfo.getByRole('button', { name: /^Make a curl line/ }).click();
        await userInfo.getByText('good once, and for a minute').waitFor();
        await page.getByRole('radio', { name: 'as Bearer, without proof' }).check();
        await visitor.call('/api/time', '401 Unauthorized. The token is not good for this');
      },
    );

    await t.test('UserInfo that is signed, and encrypted too, is opened and verified', async () => {
      const openUserInfo = async (): Promise<string> => {
        const card = await visitor.call('/api/userinfo', '200 OK');
        await card.getByText('The claims in it').waitFor();
        return card.innerText();
      };
      const signed = /The signed JWT\n+Signed with ES256: the signature is verified[^]*"name": "John Smith"/;
      await visitor.leave({ client: '2002' });
      await visitor.allow();
      assert.match(await openUserInfo(), signed);
      await visitor.leave({ client: '2003' });
      await visitor.allow();
      const encrypted = await openUserInfo();
      assert.match(encrypted, /The encrypted JWT\n+Encrypted with RSA-OAEP-256 and A256GCM/);
      assert.match(encrypted, signed);
      await visitor.judge();
    });

    await t.test(
      'RFC 9470: step-up: he signs in again as the challenge asks, and the call is repeated',
      async () => {
        const path = '/api/step-up/time';
        const card = await visitor.call(path, 'this endpoint wants a stronger or fresher sign-in');
        assert.match(await card.innerText(), /acr_values="mfa", max_age="300"/);
        await visitor.judge();
        await visitor.scrollTo(card);
        await capture(page, 'page-step-up');
        await visitor.button('Sign in again as it asks').click();
        await page.getByLabel('Password').fill('john');
        await visitor.button('Sign in').click();
        await visitor.card(path).locator('.result', { hasText: '200 OK' }).waitFor();
        assert.match(await visitor.token.innerText(), /acr\s+mfa/);
        // The focus is where he left off.
        await visitor.button(`Call GET ${path}`).and(page.locator(':focus')).waitFor();
      },
    );

    await t.test(
      'OpenID Connect RP-Initiated Logout: he signs out, and the page has forgotten everything',
      async () => {
        await visitor.button('Sign out').click();
        await page.getByRole('heading', { name: 'Sign out?' }).waitFor();
        await visitor.button('Sign out').click();
        await visitor.hear('You are signed out');
        assert.equal(page.url(), `${program.url}/`);
        assert.equal(await visitor.token.isVisible(), false);
        await visitor.judge();
      },
    );
  });
}
