import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { Accounts, LocalAuthlete } from '../src/index.ts';
import { readForm } from './form-browser.ts';
import { obtainTokens, openSignIn, signIn, startOwn, startRequest } from './sign-in-client.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('the sign-in page', () => {
  it('says who asks, has labels, and lets nothing else in: no script, no frame, no cache', async () => {
    const { page } = await openSignIn(local);
    assert.match(page.html, /<html lang="en">/);
    assert.match(page.html, /<title>Sign in – local Authlete<\/title>/);
    assert.match(page.html, /<strong>The page<\/strong> asks you to sign in/);
    assert.match(page.html, /For development only/);
    for (const field of ['username', 'password']) {
      assert.match(page.html, new RegExp(`<label for="${field}">`));
      assert.match(page.html, new RegExp(`id="${field}"`));
    }
    assert.equal(
      page.headers.get('content-security-policy'),
      "default-src 'none'; style-src 'self'; script-src 'none'; form-action 'self' http://127.0.0.1:8001; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('referrer-policy'), 'same-origin');
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('x-frame-options'), 'DENY');
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  });

  it('lets forms lead to where the client continues, a native one too (RFC 8252)', async () => {
    for (const [redirectUri, source] of [
      ['http://127.0.0.1:51234/callback', 'http://127.0.0.1:51234'],
      ['http://[::1]:51234/callback', 'http:'],
      ['com.example.app:/callback', 'com.example.app:'],
    ] as const) {
      const { client_id } = await local.registerClient({
        application_type: 'native',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'none',
      });
      const { page } = await openSignIn(local, { client: { client_id }, redirectUri });
      const policy = page.headers.get('content-security-policy') ?? '';
      assert.ok(policy.includes(`form-action 'self' ${source};`), policy);
    }
  });

  it('refers to one stylesheet, which is there', async () => {
    const { page } = await openSignIn(local);
    const path = /<link rel="stylesheet" href="([^"]*)"/.exec(page.html)?.[1];
    const response = await fetch(new URL(path ?? '', page.url));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.match(await response.text(), /prefers-color-scheme: dark/);
  });

  it('says the same of a wrong password and of an unknown username, and keeps what was typed', async () => {
    for (const [username, password] of [
      ['john', 'wrong'],
      ['nobody', 'john'],
      ['john', 'x'.repeat(2000)],
    ] as const) {
      const { browser, page } = await openSignIn(local);
      const again = await signIn(browser, page, username, password);
      assert.equal(again.status, 422);
      assert.equal(again.heading, 'Sign in');
      assert.equal(again.alert, 'The username or the password is wrong.');
      const { controls } = readForm(again);
      assert.equal(controls.find(({ name }) => name === 'username')?.value, username);
      assert.equal(controls.find(({ name }) => name === 'password')?.value, '');
      assert.match(again.html, /aria-invalid="true"/);
      // The right one still leads on.
      assert.equal((await signIn(browser, again)).heading, 'Allow access?');
    }
  });

  it('asks for what is missing', async () => {
    const { browser, page } = await openSignIn(local);
    const again = await signIn(browser, page, ' ', 'john');
    assert.equal(again.status, 422);
    assert.equal(again.alert, 'Type your username and your password.');
  });

  it('takes the username from the request (login_hint), escaped', async () => {
    const hint = '"><script>alert(1)</script>';
    const { page } = await openSignIn(local, { parameters: { login_hint: hint } });
    assert.equal(readForm(page).controls.find(({ name }) => name === 'username')?.value, hint);
    assert.doesNotMatch(page.html, /<script/);
  });

  it('lets the person cancel, which the client is told (OpenID Connect Core 1.0 section 3.1.2.6)', async () => {
    const { browser, page } = await openSignIn(local);
    const back = await browser.send(page, { press: 'Cancel' });
    assert.equal(back.left, true);
    assert.equal(back.url.searchParams.get('error'), 'access_denied');
    assert.equal(back.url.searchParams.get('code'), null);
  });

  it('does not come up again while the session lasts, and does with prompt=login', async () => {
    const { browser } = await obtainTokens(local);
    const { url } = await startRequest(local);
    assert.equal((await browser.open(url)).left, true);
    const { url: again } = await startRequest(local, { parameters: { prompt: 'login' } });
    assert.equal((await browser.open(again)).heading, 'Sign in');
  });

  it('tells the developer of the one account that there is, and of none that somebody brought along', async (t) => {
    const { page } = await openSignIn(local);
    assert.match(page.html, /There is one account: john, with the password john/);
    const own = await startOwn(t, { accounts: { authenticate: async () => undefined } });
    assert.doesNotMatch((await openSignIn(own)).page.html, /There is one account/);
  });
});

describe('attempts to sign in', () => {
  const MINUTES = 60_000;

  it('are limited for each username, with the time to wait, and the right password has to wait too', async (t) => {
    const own = await startOwn(t);
    const { browser, page } = await openSignIn(own);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      assert.equal((await signIn(browser, page, 'john', `wrong ${attempt}`)).status, 422);
    }
    // As Unicode and case have it, the same username.
    for (const username of ['john', 'JOHN', 'ｊｏｈｎ']) {
      const refused = await signIn(browser, page, username, 'john');
      assert.equal(refused.status, 429);
      assert.equal(refused.alert, 'Too many attempts. Wait 5 minutes before you try again.');
      const seconds = Number(refused.headers.get('retry-after'));
      assert.ok(seconds > 200 && seconds <= 300, String(seconds));
    }
    assert.equal((await signIn(browser, page, 'somebody else', 'x')).status, 422);
    own.clock.advance(5 * MINUTES);
    assert.equal((await signIn(browser, page)).heading, 'Allow access?');
  });

  it('are forgotten with a success', async (t) => {
    const own = await startOwn(t);
    for (let round = 0; round < 3; round += 1) {
      const { browser, page } = await openSignIn(own);
      for (let attempt = 0; attempt < 4; attempt += 1) {
        assert.equal((await signIn(browser, page, 'john', 'wrong')).status, 422);
      }
      assert.equal((await signIn(browser, page)).heading, 'Allow access?');
    }
  });

  it('are limited for each address, however many usernames are tried', async (t) => {
    const own = await startOwn(t);
    const { browser, page } = await openSignIn(own);
    for (let attempt = 0; attempt < 50; attempt += 1) {
      assert.equal((await signIn(browser, page, `user ${attempt}`, 'x')).status, 422);
    }
    assert.equal((await signIn(browser, page)).status, 429);
    own.clock.advance(5 * MINUTES);
    assert.equal((await signIn(browser, page)).heading, 'Allow access?');
  });

  it('are counted before the password is looked at, so that many at the same time do not get past', async (t) => {
    let asked = 0;
    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const accounts: Accounts = {
      async authenticate() {
        asked += 1;
        await answer;
        return undefined;
      },
    };
    const own = await startOwn(t, { accounts });
    const { browser, page } = await openSignIn(own);
    const attempts = Array.from({ length: 20 }, async () => {
      const { status } = await signIn(browser, page, 'john', 'wrong');
      if (status === 429) resolve();
      return status;
    });
    const statuses = (await Promise.all(attempts)).sort((left, right) => left - right);
    assert.deepEqual(statuses, [...Array<number>(5).fill(422), ...Array<number>(15).fill(429)]);
    assert.equal(asked, 5);
  });
});
