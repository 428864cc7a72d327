import assert from 'node:assert/strict';
import { request as sendRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { Accounts, LocalAuthlete, LocalAuthleteOptions } from '../src/index.ts';
import { call } from './authlete-api.ts';
import { FormBrowser, readForm } from './form-browser.ts';
import type { ShownPage } from './form-browser.ts';
import {
  exchangeCode,
  INSECURE,
  obtainTokens,
  PAGE,
  PAGE_URL,
  signIn,
  signInAndAllow,
  startRequest,
} from './sign-in-client.ts';
import type { StartOptions } from './sign-in-client.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

/** One of its own, for tests that move the clock, count attempts or bring accounts along. */
async function startOwn(t: TestContext, options: LocalAuthleteOptions = {}): Promise<LocalAuthlete> {
  const own = await createLocalAuthlete({ port: 0, ...options });
  t.after(async () => own.close());
  return own;
}

async function openSignIn(
  authlete: LocalAuthlete,
  options: StartOptions = {},
): Promise<{ browser: FormBrowser; page: ShownPage }> {
  const browser = new FormBrowser(authlete.url);
  const { url } = await startRequest(authlete, options);
  const page = await browser.open(url);
  assert.equal(page.heading, 'Sign in');
  return { browser, page };
}

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

describe('an interaction', () => {
  it('belongs to the browser that began it: without its cookie there is no page to see and no form to send', async () => {
    const { browser, page } = await openSignIn(local);
    const stranger = new FormBrowser(local.url);
    const seen = await stranger.open(page.url);
    assert.equal(seen.status, 400);
    assert.equal(seen.heading, 'This page is out of date');
    assert.equal((await signIn(stranger, page)).heading, 'This page is out of date');
    assert.equal((await signIn(browser, page)).heading, 'Allow access?');
  });

  it('takes a form from its own page only: not without the token, with a foreign one, or from another site', async () => {
    const { browser, page } = await openSignIn(local);
    const other = await openSignIn(local);
    const foreign = readForm(other.page).controls.find(({ name }) => name === 'form_token')?.value ?? '';
    const credentials = { username: 'john', password: 'john' };
    for (const use of [
      { fill: { ...credentials, form_token: '' } },
      { fill: { ...credentials, form_token: foreign } },
      { fill: { ...credentials, form_token: 'x'.repeat(43) } },
      { fill: credentials, headers: { origin: 'https://attacker.example' } },
      { fill: credentials, headers: { origin: 'null' } },
      { fill: credentials, headers: { origin: 'http://127.0.0.1:1' } },
      { fill: credentials, headers: { 'content-type': 'text/plain' } },
    ]) {
      const refused = await browser.send(page, { ...use, press: 'Sign in' });
      assert.equal(refused.status, 403, JSON.stringify(use));
      assert.equal(refused.heading, 'This did not work');
    }
    const consent = await signIn(browser, page);
    assert.equal(consent.heading, 'Allow access?');
    // The token of the page before is of no use for the next step.
    const token = readForm(page).controls.find(({ name }) => name === 'form_token')?.value ?? '';
    const stale = await browser.send(consent, { fill: { form_token: token }, press: 'Allow' });
    assert.equal(stale.status, 403);
  });

  it('refuses a form that is too long', async () => {
    const { browser, page } = await openSignIn(local);
    assert.equal((await signIn(browser, page, 'john', 'x'.repeat(70_000))).status, 403);
  });

  it('is over after an hour, and once it is finished', async (t) => {
    const own = await startOwn(t);
    const { browser, page } = await openSignIn(own);
    const consent = await signIn(browser, page);
    assert.equal((await browser.send(consent, { press: 'Allow' })).left, true);
    for (const finished of [page, consent]) {
      const again = await browser.send(finished, { press: finished === page ? 'Sign in' : 'Allow' });
      assert.equal(again.heading, 'This page is out of date');
    }
    const late = await openSignIn(own);
    own.clock.advance(3_600_001);
    const expired = await signIn(late.browser, late.page);
    assert.equal(expired.status, 400);
    assert.equal(expired.heading, 'This page is out of date');
    assert.match(expired.html, /start again/);
  });

  it('can be read and sent, and nothing else', async () => {
    const { page } = await openSignIn(local);
    const response = await fetch(page.url, { method: 'DELETE' });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, POST');
  });

  it('is served under our own names only, whatever name leads here (DNS rebinding)', async () => {
    const { port } = new URL(local.url);
    for (const [host, status] of [
      [`attacker.example:${port}`, 421],
      ['127.0.0.1', 421],
      [`localhost:${port}`, 400],
      [`127.0.0.1:${port}`, 400],
    ] as const) {
      for (const path of ['/interaction/x', '/auth']) {
        assert.equal(await statusFor(host, path), status, `${host}${path}`);
      }
    }
  });

  async function statusFor(host: string, path: string): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    sendRequest(new URL(path, local.url), { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
    return promise;
  }
});

describe('accounts that somebody brings along', () => {
  const people = new Map([
    ['jane', { subject: '2', username: 'Jane' }],
    ['max', { subject: '3', username: 'Max' }],
  ]);
  const accounts: Accounts = {
    authenticate: async (username, password) =>
      password === 'secret' ? people.get(username.toLowerCase()) : undefined,
    findBySubject: async (subject) => [...people.values()].find((person) => person.subject === subject),
  };

  it('sign in, and are called by their names', async (t) => {
    const own = await startOwn(t, { accounts });
    const { browser, page } = await openSignIn(own);
    const consent = await signIn(browser, page, 'jane', 'secret');
    assert.match(consent.html, /You are signed in as <strong>Jane<\/strong>/);
    assert.equal((await signIn(browser, page, 'john', 'john')).heading, 'This page is out of date');
  });

  it('are asked for the username again where somebody has to sign in once more', async (t) => {
    const own = await startOwn(t, { accounts });
    const browser = new FormBrowser(own.url);
    const { url } = await startRequest(own);
    const consent = await signIn(browser, await browser.open(url), 'jane', 'secret');
    assert.equal((await browser.send(consent, { press: 'Allow' })).left, true);
    const { url: again } = await startRequest(own, { parameters: { prompt: 'login' } });
    const page = await browser.open(again);
    assert.match(page.html, /asks you to sign in once more/);
    assert.equal(readForm(page).controls.find(({ name }) => name === 'username')?.value, 'Jane');
  });

  it('can change: another person ends the session of the one before', async (t) => {
    const own = await startOwn(t, { accounts });
    const browser = new FormBrowser(own.url);
    const first = await startRequest(own);
    const consent = await signIn(browser, await browser.open(first.url), 'jane', 'secret');
    const janes = await exchangeCode(first, await browser.send(consent, { press: 'Allow' }));
    const second = await startRequest(own, { parameters: { prompt: 'login' } });
    const change = await signIn(browser, await browser.open(second.url), 'max', 'secret');
    assert.equal(change.heading, 'One moment');
    assert.match(change.headers.get('content-security-policy') ?? '', /script-src 'self'/);
    const maxConsent = await browser.send(change, { press: 'Continue' });
    assert.match(maxConsent.html, /You are signed in as <strong>Max<\/strong>/);
    const tokens = await exchangeCode(second, await browser.send(maxConsent, { press: 'Allow' }));
    const { body } = await call(own, '/auth/introspection', { token: tokens.access_token });
    assert.equal(body['subject'], '3');
    const gone = await call(own, '/auth/introspection', { token: janes.access_token });
    assert.equal(gone.body.action, 'UNAUTHORIZED');
  });

  it('that are gone cannot refresh, and their sessions sign nobody in', async (t) => {
    const staff = new Map([['jane', { subject: '2', username: 'jane' }]]);
    const own = await startOwn(t, {
      accounts: {
        authenticate: async (username) => staff.get(username),
        findBySubject: async (subject) => [...staff.values()].find((person) => person.subject === subject),
      },
    });
    const browser = new FormBrowser(own.url);
    const started = await startRequest(own);
    const consent = await signIn(browser, await browser.open(started.url), 'jane', 'x');
    const tokens = await exchangeCode(started, await browser.send(consent, { press: 'Allow' }));
    staff.clear();
    const response = await oauth.refreshTokenGrantRequest(
      started.server,
      PAGE,
      oauth.None(),
      tokens.refresh_token ?? '',
      INSECURE,
    );
    await assert.rejects(oauth.processRefreshTokenResponse(started.server, PAGE, response), {
      error: 'invalid_grant',
    });
    const page = await browser.open((await startRequest(own)).url);
    assert.equal(page.heading, 'Sign in');
    assert.match(page.html, /does not exist any more/);
  });

  it('that do not answer are a page that says so, and nothing of what they threw', async (t) => {
    const write = t.mock.method(process.stderr, 'write', () => true);
    const own = await startOwn(t, {
      accounts: { authenticate: async () => Promise.reject(new Error('the database is locked')) },
    });
    const { browser, page } = await openSignIn(own);
    const failed = await signIn(browser, page, 'jane', 'the password');
    assert.equal(failed.status, 503);
    assert.equal(failed.heading, 'Nobody can sign in at the moment');
    assert.equal(failed.headers.get('retry-after'), '5');
    assert.doesNotMatch(failed.html, /database is locked/);
    const logged = write.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
    assert.match(logged, /the database is locked/);
    assert.doesNotMatch(logged, /the password/);
  });
});

describe('step-up (RFC 9470)', () => {
  it('acr_values asks for a new sign-in that has one of the classes, and the token says which', async () => {
    const { browser, tokens } = await obtainTokens(local);
    const weak = await call(local, '/auth/introspection', { token: tokens.access_token, acrValues: ['mfa'] });
    assert.match(weak.body.responseContent, /insufficient_user_authentication/);
    const started = await startRequest(local, { parameters: { acr_values: 'gold mfa' } });
    const page = await browser.open(started.url);
    assert.match(page.html, /asks for a stronger sign-in/);
    const strong = await exchangeCode(started, await signInAndAllow(browser, page));
    const { body } = await call(local, '/auth/introspection', {
      token: strong.access_token,
      acrValues: ['mfa'],
    });
    assert.equal(body.action, 'OK');
    assert.equal(body['acr'], 'mfa');
    assert.equal(oauth.getValidatedIdTokenClaims(strong)?.['acr'], 'mfa');
    // The session is strong now.
    const again = await startRequest(local, { parameters: { acr_values: 'mfa' } });
    assert.equal((await browser.open(again.url)).left, true);
  });

  it('a class that there is not is an error of its own (unmet_authentication_requirements)', async () => {
    for (const parameters of [
      { acr_values: 'gold' },
      { claims: '{"id_token":{"acr":{"essential":true,"value":"gold"}}}' },
      { claims: '{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}' },
    ]) {
      const { url } = await startRequest(local, { parameters });
      const back = await new FormBrowser(local.url).open(url);
      assert.equal(back.url.searchParams.get('error'), 'unmet_authentication_requirements');
    }
  });

  it('the classes are those of the options', async (t) => {
    const own = await startOwn(t, { acrValues: ['bronze', 'silver', 'gold'] });
    const claims = '{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}';
    const { tokens } = await obtainTokens(own, { parameters: { claims } });
    const { body } = await call(own, '/auth/introspection', { token: tokens.access_token });
    assert.equal(body['acr'], 'gold');
  });

  it('max_age asks for a new sign-in when the last one is older, by the clock of local Authlete', async (t) => {
    const own = await startOwn(t);
    const { browser, tokens } = await obtainTokens(own);
    own.clock.advance(600_000);
    const stale = await call(own, '/auth/introspection', { token: tokens.access_token, maxAge: 300 });
    assert.match(stale.body.responseContent, /max_age="300"/);
    const recent = await startRequest(own, { parameters: { max_age: '900' } });
    assert.equal((await browser.open(recent.url)).left, true);
    const started = await startRequest(own, { parameters: { max_age: '300' } });
    const page = await browser.open(started.url);
    assert.equal(page.heading, 'Sign in');
    const back = await signInAndAllow(browser, page);
    const code = back.url.searchParams.get('code') ?? '';
    const response = await fetch(`${own.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: '2001',
        redirect_uri: PAGE_URL,
        code,
        code_verifier: started.verifier,
      }),
    });
    const { access_token: fresh } = (await response.json()) as { access_token: string };
    const { body } = await call(own, '/auth/introspection', { token: fresh, maxAge: 300 });
    assert.equal(body.action, 'OK');
  });
});
