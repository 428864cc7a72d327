import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { FormBrowser, readForm, textOf } from './form-browser.ts';
import type { ShownPage } from './form-browser.ts';
import { exchangeCode, PAGE_URL, signIn, startRequest } from './sign-in-client.ts';
import type { Started, StartOptions } from './sign-in-client.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

async function openConsent(
  options: StartOptions = {},
  browser: FormBrowser = new FormBrowser(local.url),
): Promise<{ browser: FormBrowser; started: Started; page: ShownPage }> {
  const started = await startRequest(local, options);
  const first = await browser.open(started.url);
  const page = first.heading === 'Sign in' ? await signIn(browser, first) : first;
  return { browser, started, page };
}

async function introspect(started: Started, back: ShownPage): Promise<ApiBody> {
  const { access_token: token } = await exchangeCode(started, back);
  return (await call(local, '/auth/introspection', { token })).body;
}

describe('the consent page', () => {
  it('says in plain words what the client would get', async () => {
    const parameters = {
      scope: 'openid profile email time.read offline_access unknown',
      prompt: 'consent',
      resource: 'https://api.example/',
      claims:
        '{"userinfo":{"birthdate":null,"phone_number":{"essential":true},"family_name#ja":null,"x":null}}',
    };
    const { page } = await openConsent({ parameters });
    const text = textOf(page.html);
    for (const words of [
      'The page asks for access. You are signed in as 1 .',
      'Know that it is you',
      'Always included.',
      'See your profile Your name, picture, birthday, gender, language and the like.',
      'See your email address',
      'Read the time',
      'Keep its access while you are away',
      'It would like to know, besides Your phone number Your family name (ja) “x”',
      'Where it may use this https://api.example/',
    ]) {
      assert.ok(text.includes(words), `${words}\n${text}`);
    }
    assert.doesNotMatch(text, /unknown/);
    // Every box has its label.
    for (const [, id] of page.html.matchAll(/<input type="checkbox" id="([^"]*)"/g)) {
      assert.ok(page.html.includes(`<label for="${id}">`), id);
    }
  });

  it('is made of text only, whatever a client is called or asks for', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const { client_id } = await local.registerClient({
      client_name: evil.repeat(5),
      redirect_uris: [PAGE_URL],
      token_endpoint_auth_method: 'none',
    });
    const parameters = {
      claims: JSON.stringify({ userinfo: { [evil]: null } }),
      resource: 'https://api.example/?<script>',
      authorization_details: JSON.stringify([
        { type: 'payment_initiation', [evil]: evil, nested: { [evil]: [evil] }, actions: [evil] },
      ]),
    };
    const client = { client_id };
    const { page, browser, started } = await openConsent({ client, parameters });
    assert.equal(page.heading, 'Allow access?');
    assert.doesNotMatch(page.html, /<img|<script/);
    assert.ok(textOf(page.html).includes('onerror'));
    const back = await browser.send(page, { press: 'Allow' });
    const { access_token: token } = await exchangeCode(started, back, client);
    const { body } = await call(local, '/auth/userinfo', { token });
    assert.deepEqual((body['consentedClaims'] as string[]).at(-1), evil);
  });

  it('lets the person deny, and the client is told', async () => {
    const { browser, page } = await openConsent();
    const back = await browser.send(page, { press: 'Deny' });
    assert.equal(back.url.origin + back.url.pathname, PAGE_URL);
    assert.equal(back.url.searchParams.get('error'), 'access_denied');
    assert.equal(back.url.searchParams.get('iss'), local.url);
    // Nothing was remembered of it: the next request asks again.
    assert.equal((await openConsent({}, browser)).page.heading, 'Allow access?');
  });

  it('reduces the token to what stays ticked', async () => {
    const { browser, started, page } = await openConsent();
    const back = await browser.send(page, { press: 'Allow', clear: ['scope=profile', 'scope=time.read'] });
    const body = await introspect(started, back);
    assert.deepEqual(body['scopes'], ['openid', 'email']);
    assert.deepEqual(body['consentedClaims'], ['email', 'email_verified']);
  });

  it('keeps a claim from the client that the person does not want to tell, with the scope that it belongs to too', async () => {
    const claims = '{"userinfo":{"nickname":null,"phone_number":null,"email":{"essential":true}}}';
    const { browser, started, page } = await openConsent({ parameters: { scope: 'openid email', claims } });
    assert.deepEqual(
      readForm(page)
        .controls.filter(({ name }) => name === 'claim')
        .map(({ value }) => value),
      ['nickname', 'phone_number'],
    );
    const back = await browser.send(page, { press: 'Allow', clear: ['claim=nickname', 'scope=email'] });
    const { access_token: token } = await exchangeCode(started, back);
    const { body } = await call(local, '/auth/userinfo', { token });
    assert.deepEqual(body['consentedClaims'], ['phone_number']);
    assert.deepEqual(body['scopes'], ['openid']);
  });

  it('wants one thing at least, or a denial', async () => {
    const { browser, started, page } = await openConsent({ parameters: { scope: 'time.read history.read' } });
    const again = await browser.send(page, {
      press: 'Allow',
      clear: ['scope=time.read', 'scope=history.read'],
    });
    assert.equal(again.status, 422);
    assert.equal(again.alert, 'Choose at least one, or deny the request.');
    const first = readForm(again).controls.find(({ kind }) => kind === 'checkbox');
    assert.equal(first?.checked, false);
    const back = await browser.send(page, { press: 'Allow', clear: ['scope=history.read'] });
    assert.deepEqual((await introspect(started, back))['scopes'], ['time.read']);
  });

  it('ignores what a forged form allows beyond the request', async () => {
    const { browser, started, page } = await openConsent({ parameters: { scope: 'openid email' } });
    const forged = page.html
      .replace('value="email"', 'value="phone"')
      .replace('</form>', '<input type="hidden" name="claim" value="birthdate" /></form>');
    const back = await browser.send({ ...page, html: forged }, { press: 'Allow' });
    const body = await introspect(started, back);
    assert.deepEqual(body['scopes'], ['openid']);
    assert.deepEqual(body['consentedClaims'], []);
  });
});

describe('what was decided', () => {
  it('is not asked again in the same session, also what was denied, until the client asks for more', async () => {
    const { browser, page } = await openConsent({ parameters: { scope: 'openid email profile' } });
    await browser.send(page, { press: 'Allow', clear: ['scope=profile'] });
    const { page: back, started } = await openConsent(
      { parameters: { scope: 'openid email profile' } },
      browser,
    );
    assert.equal(back.left, true);
    assert.deepEqual((await introspect(started, back))['scopes'], ['openid', 'email']);
    const { page: more } = await openConsent(
      { parameters: { scope: 'openid email profile phone' } },
      browser,
    );
    assert.equal(more.heading, 'Allow access?');
    const { page: claim } = await openConsent({ parameters: { claims: '{"userinfo":{"x":null}}' } }, browser);
    assert.equal(claim.heading, 'Allow access?');
  });

  it('can be decided anew with prompt=consent, which starts from what was decided before', async () => {
    const parameters = { scope: 'openid email profile', prompt: 'consent' };
    const { browser, page } = await openConsent({ parameters });
    await browser.send(page, { press: 'Allow', clear: ['scope=profile'] });
    const { page: second } = await openConsent({ parameters }, browser);
    const boxes = readForm(second).controls.filter(({ name }) => name === 'scope');
    assert.deepEqual(
      boxes.map(({ value, checked }) => [value, checked]),
      [
        ['email', true],
        ['profile', false],
      ],
    );
    const html = second.html.replace('value="profile"', 'value="profile" checked');
    await browser.send({ ...second, html }, { press: 'Allow', clear: ['scope=email'] });
    const { page: third, started } = await openConsent(
      { parameters: { scope: 'openid email profile' } },
      browser,
    );
    assert.deepEqual((await introspect(started, third))['scopes'], ['openid', 'profile']);
  });

  it('is decided by each session for itself', async () => {
    const { browser, page } = await openConsent();
    await browser.send(page, { press: 'Allow' });
    assert.equal((await openConsent()).page.heading, 'Allow access?');
  });
});
