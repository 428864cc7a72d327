// The page of `serve --local`, in a real browser, when something goes wrong: there are words, and they say what to do next.
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import { whyNot } from '../debian-programs.ts';
import { BrowserSetting, type PageOptions } from './browser-setting.ts';
import { capture } from './capture.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { checkNarrow } from './check-narrow.ts';
import { PageVisitor } from './page-visitor.ts';

suite('the page, where something goes wrong, in Chromium', { skip: whyNot('chromium') }, () => {
  let setting: BrowserSetting;
  before(async () => {
    setting = await BrowserSetting.start();
  });
  after(() => setting.close());

  const visit = async (t: TestContext, options: PageOptions = {}): Promise<PageVisitor> =>
    new PageVisitor(await setting.openPage(t, options), setting);

  test('a wrong password is said at local Authlete, and the right one leads on; denied consent is said at the page', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [422] });
    await visitor.leave({ scopes: ['openid', 'phone'] });
    await visitor.authenticate('wrong');
    await visitor.page.getByText('The username or the password is wrong.').waitFor();
    await visitor.authenticate();
    await visitor.button('Deny').click();
    await visitor.notice.getByText('Access was not allowed').waitFor();
    assert.equal(visitor.page.url(), `${setting.program.url}/`);
    await checkAccessibility(visitor.page);
    await checkNarrow(visitor.page);
    await capture(visitor.page, 'page-denied');
    // What was asked for is still chosen, so that it is one step to ask again.
    assert.equal(await visitor.page.getByRole('checkbox', { name: 'phone' }).isChecked(), true);
    assert.equal(await visitor.page.getByRole('checkbox', { name: 'email' }).isChecked(), false);
    await visitor.button('Sign in').click();
    await visitor.button('Allow').click();
    await visitor.token.waitFor();
  });

  test('a sign-in whose session has ended is begun anew from the page', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [400] });
    await visitor.leave();
    await visitor.page.getByLabel('Username').waitFor();
    await visitor.page.context().clearCookies();
    await visitor.authenticate();
    await visitor.page.getByRole('heading', { name: 'This page is out of date' }).waitFor();
    await visitor.signIn();
  });

  test('RFC 6749, section 10.12; RFC 9207: answers that belong to nothing that was begun here are not used', async (t) => {
    const visitor = await visit(t);
    const { program } = setting;
    await visitor.page.goto(`${program.url}/?code=stolen&state=x&iss=${program.authleteUrl}`);
    await visitor.notice.getByText('belongs to no sign-in that was begun in this tab').waitFor();
    assert.equal(visitor.page.url(), `${program.url}/`);
    await visitor.leave();
    await visitor.page.getByLabel('Username').waitFor();
    await visitor.page.goto(`${program.url}/?code=stolen&state=x&iss=${program.authleteUrl}`);
    await visitor.notice.getByText('belongs to another sign-in').waitFor();
    assert.equal(await visitor.token.isVisible(), false);
  });

  test('an expired token is refused, and a sign-in brings a new one and the answer', async (t) => {
    const visitor = await visit(t, { expectedStatuses: [401] });
    await visitor.signIn();
    await advanceClock(3_700_000);
    const card = await visitor.call(
      '/api/userinfo',
      '401 Unauthorized. The token is not good for this: it has expired',
    );
    await visitor.button('Ask again').click();
    await visitor.token.getByText('It is not active any more').waitFor();
    await card.getByRole('button', { name: 'Sign in again' }).click();
    await visitor.card('/api/userinfo').getByText('"name": "John Smith"').waitFor();
  });

  async function advanceClock(milliseconds: number): Promise<void> {
    const response = await fetch(`${setting.program.authleteUrl}/local/clock`, {
      method: 'POST',
      headers: { Authorization: 'Bearer local-access-token', 'Content-Type': 'application/json' },
      body: JSON.stringify({ advance: milliseconds }),
    });
    assert.equal(response.status, 200);
  }
});
