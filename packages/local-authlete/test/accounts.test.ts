import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import type { Accounts } from '../src/index.ts';
import { call } from './authlete-api.ts';
import { FormBrowser, readForm } from './form-browser.ts';
import {
  exchangeCode,
  INSECURE,
  openSignIn,
  PAGE,
  signIn,
  startOwn,
  startRequest,
} from './sign-in-client.ts';

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

  it('that do not answer lock nobody out', async (t) => {
    t.mock.method(process.stderr, 'write', () => true);
    let answers = false;
    const own = await startOwn(t, {
      accounts: {
        async authenticate() {
          if (!answers) throw new Error('not now');
          return { subject: '2', username: 'jane' };
        },
      },
    });
    const { browser, page } = await openSignIn(own);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      assert.equal((await signIn(browser, page, 'jane', 'secret')).status, 503);
    }
    answers = true;
    assert.equal((await signIn(browser, page, 'jane', 'secret')).heading, 'Allow access?');
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
