// The page of `serve --local`, in a real browser: the whole story of a newcomer.
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { whyNot } from '../debian-programs.ts';
import { BrowserSetting, type PageOptions } from './browser-setting.ts';
import { capture } from './capture.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { checkNarrow } from './check-narrow.ts';
import { Keyboard } from './keyboard.ts';
import { PageVisitor } from './page-visitor.ts';

suite('the page, in Chromium', { skip: whyNot('chromium') }, () => {
  let setting: BrowserSetting;
  before(async () => {
    setting = await BrowserSetting.start();
  });
  after(() => setting.close());

  const visit = async (t: TestContext, options: PageOptions = {}): Promise<PageVisitor> =>
    new PageVisitor(await setting.openPage(t, options), setting);

  async function check({ page }: PageVisitor): Promise<void> {
    await checkAccessibility(page);
    await checkNarrow(page);
  }

  test('says what is running, leads to what else there is to read, and calls without a token: 401, a bare challenge', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [401] });
    await visitor.open();
    await capture(visitor.page, 'page');
    await capture(visitor.page, 'page', { size: 'phone', colorScheme: 'dark' });
    for (const name of ['API as OpenAPI 3.1', 'metadata', 'discovery document']) {
      const address = await visitor.page.getByRole('link', { name }).getAttribute('href');
      assert.equal((await fetch(new URL(address ?? '', setting.program.url))).status, 200);
    }
    const card = await visitor.call('/api/time', '401 Unauthorized. There is no token in the request.');
    assert.match(await card.innerText(), /www-authenticate: Bearer resource_metadata=/);
    await check(visitor);
  });

  test('without scripts it says what needs them, and how to do without', async (t) => {
    const visitor = await visit(t, { javaScript: false });
    await visitor.open();
    assert.match(await visitor.page.locator('noscript').innerText(), /it needs scripts/);
    assert.equal(await visitor.page.getByRole('heading', { name: 'Try it' }).count(), 0);
    assert.match(await visitor.page.getByRole('main').innerText(), /curl -i http\S+\/api\/userinfo/);
    await checkNarrow(visitor.page);
  });

  test('john signs in, allows it, and his token opens both endpoints; nothing of it is kept; revoked (RFC 7009) it is refused', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [401] });
    const { page } = visitor;
    await visitor.leave();
    await visitor.authenticate();
    await visitor.button('Allow').click();
    await visitor.token.waitFor();
    // The code is out of the address, and the focus is where the news is.
    assert.equal(page.url(), `${setting.program.url}/`);
    const facts = await visitor.token.innerText();
    for (const fact of [
      /For the user sub\s+1\b/,
      /client_id\s+2001/,
      /scope\s+openid profile email/,
      /exp\s+in (59 min|1 h)/,
    ]) {
      assert.match(facts, fact);
    }
    await visitor.call('/api/time', '200 OK');
    const userInfo = await visitor.call('/api/userinfo', '200 OK');
    assert.match(await userInfo.innerText(), /"name": "John Smith"/);
    await check(visitor);
    const token = (await visitor.token.locator('code').first().innerText()).trim();
    await capture(page, 'page-signed-in', { mask: [page.getByText(token)] });

    const stored = await page.evaluate<unknown>(
      `[...Object.entries(localStorage), ...Object.entries(sessionStorage)]`,
    );
    assert.deepEqual(stored, []);
    assert.deepEqual(
      await page.context().cookies(setting.program.url),
      await page.context().cookies(setting.program.authleteUrl),
    );
    // A curl line that is copied sends the same.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await visitor.button('Copy the curl line for /api/time').click();
    await visitor.card('/api/time').getByText('Copied.').waitFor();
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      `curl -i ${setting.program.url}/api/time \\\n  -H 'Authorization: Bearer ${token}'`,
    );

    await visitor.button('Revoke').click();
    await visitor.notice.getByText('The token is revoked').waitFor();
    assert.match(await visitor.token.innerText(), /It is not active any more/);
    const refused = await visitor.call('/api/time', '401 Unauthorized. The token is not good for this');
    assert.match(await refused.innerText(), /error="invalid_token"/);
    await check(visitor);
  });

  test('RFC 6750: fewer scopes, 403; signing in again for what is missing opens the endpoint', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [403] });
    await visitor.signIn({ scopes: ['email'] });
    const card = await visitor.call(
      '/api/userinfo',
      '403 Forbidden. The token is valid, but it lacks a scope',
    );
    assert.match(await card.innerText(), /error="insufficient_scope".*scope="openid"/);
    await check(visitor);
    await visitor.button('Sign in again and ask for openid').click();
    await visitor.button('Allow').click();
    const again = visitor.card('/api/userinfo').locator('.answer');
    await again.getByText('"email": "john@example.com"').waitFor();
  });

  test('RFC 9449: DPoP: a nonce first, then the answer; the token alone is of no use', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [401] });
    await visitor.signIn({ client: '2004' });
    assert.match(await visitor.token.innerText(), /the key with the thumbprint \S{43} \(DPoP\)/);
    const card = await visitor.call('/api/time', '200 OK');
    const steps = await card.innerText();
    assert.match(steps, /Request 1 of 2[^]*error="use_dpop_nonce"[^]*Request 2 of 2[^]*200 OK/);
    await check(visitor);
    await card.scrollIntoViewIfNeeded();
    await capture(visitor.page, 'page-dpop', { mask: [visitor.page.locator('.exchange pre').first()] });
    // The nonce is known now.
    const userInfo = await visitor.call('/api/userinfo', '200 OK');
    assert.doesNotMatch(await userInfo.innerText(), /Request 1 of/);
    await userInfo.getByRole('button', { name: /^Make a curl line/ }).click();
    await userInfo.getByText('good once, and for a minute').waitFor();
    await visitor.page.getByRole('radio', { name: 'as Bearer, without proof' }).check();
    await visitor.call('/api/time', '401 Unauthorized. The token is not good for this');
  });

  test('UserInfo that is signed, and encrypted too, is opened and verified', async (t) => {
    const visitor = await visit(t);
    await visitor.signIn({ client: '2002' });
    const opened = async (): Promise<string> => {
      const card = await visitor.call('/api/userinfo', '200 OK');
      await card.getByText('The claims in it').waitFor();
      return card.innerText();
    };
    const signed = /The signed JWT\n+Signed with ES256: the signature is verified[^]*"name": "John Smith"/;
    assert.match(await opened(), signed);
    // John is signed in already, and has not yet allowed it to this client.
    await visitor.leave({ client: '2003' });
    await visitor.button('Allow').click();
    await visitor.token.waitFor();
    const encrypted = await opened();
    assert.match(encrypted, /The encrypted JWT\n+Encrypted with RSA-OAEP-256 and A256GCM/);
    assert.match(encrypted, signed);
    await check(visitor);
  });

  test('RFC 9470: step-up: the challenge is answered by a sign-in that it asks for, and the call is repeated; then john signs out', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [401] });
    await visitor.signIn();
    const path = '/api/step-up/time';
    const card = await visitor.call(
      path,
      'wants a stronger or fresher sign-in: the challenge asks for the class mfa',
    );
    assert.match(await card.innerText(), /acr_values="mfa", max_age="300"/);
    await check(visitor);
    await visitor.button('Sign in again as it asks').click();
    await visitor.page.getByLabel('Password').fill('john');
    await visitor.button('Sign in').click();
    await visitor.card(path).locator('.result', { hasText: '200 OK' }).waitFor();
    assert.match(await visitor.token.innerText(), /acr\s+mfa/);

    await visitor.button('Sign out').click();
    await visitor.page.getByRole('heading', { name: 'Sign out?' }).waitFor();
    await visitor.button('Sign out').click();
    await visitor.notice.getByText('You are signed out').waitFor();
    assert.equal(visitor.page.url(), `${setting.program.url}/`);
    assert.equal(await visitor.token.isVisible(), false);
    await check(visitor);
  });

  test('the keyboard alone suffices, from the first call to the last', async (t) => {
    const visitor = await visit(t);
    await visitor.open();
    const keyboard = new Keyboard(visitor.page);
    await keyboard.press(visitor.page.getByRole('checkbox', { name: 'phone' }), 'Space');
    await keyboard.press(visitor.button('Sign in'));
    await visitor.page.getByLabel('Username').waitFor();
    await keyboard.type(visitor.page.getByLabel('Username'), 'john');
    await keyboard.type(visitor.page.getByLabel('Password'), 'john');
    await visitor.page.keyboard.press('Enter');
    await visitor.button('Allow').waitFor();
    await keyboard.press(visitor.button('Allow'));
    await visitor.token.waitFor();
    await keyboard.press(visitor.button('Call GET /api/userinfo'));
    await visitor.card('/api/userinfo').getByText('"phone_number"').waitFor();
  });
});
