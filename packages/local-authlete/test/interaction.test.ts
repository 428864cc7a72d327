import assert from 'node:assert/strict';
import { request as sendRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { FormBrowser, readForm } from './form-browser.ts';
import { openSignIn, signIn, startOwn } from './sign-in-client.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

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
      assert.match(again.html, /Go back to the application that sent you here, and start again/);
    }
    const late = await openSignIn(own);
    own.clock.advance(3_600_001);
    const expired = await signIn(late.browser, late.page);
    assert.equal(expired.status, 400);
    assert.equal(expired.heading, 'This page is out of date');
    assert.match(
      expired.html,
      /Go back to <a href="http:\/\/127\.0\.0\.1:8001">The page<\/a>, and start again/,
    );
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
