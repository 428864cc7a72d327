import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserSetting } from './browser-setting.ts';
import { capture } from './capture.ts';
import { PageVisitor } from './page-visitor.ts';

/** What can go wrong between the page and local Authlete. Moves the clock of local Authlete, so it comes last. */
export function expectWordsForFailures(setting: () => BrowserSetting): void {
  test('when something goes wrong, there are words, and they say what to do next', async (t) => {
    const { url, authleteUrl } = setting().program;
    const visitor = await PageVisitor.come(t, setting(), { expectedStatuses: [400, 401, 422] });
    const { page } = visitor;

    await t.test('a wrong password, at local Authlete; denied consent, back at the page', async () => {
      await visitor.leave({ scopes: ['openid', 'phone'] });
      await visitor.authenticate('wrong');
      await page.getByText('The username or the password is wrong.').waitFor();
      await visitor.authenticate();
      await visitor.button('Deny').click();
      await visitor.hear('Access was not allowed');
      assert.equal(page.url(), `${url}/`);
      await visitor.judge();
      await capture(page, 'page-denied');
      // What was asked for is still chosen, so that it is one step to ask again.
      assert.equal(await page.getByRole('checkbox', { name: 'phone' }).isChecked(), true);
      assert.equal(await page.getByRole('checkbox', { name: 'email' }).isChecked(), false);
      await visitor.button('Sign in').click();
      await visitor.allow();
    });

    await t.test('a sign-in whose session has ended', async () => {
      await page.context().clearCookies();
      await visitor.leave();
      await page.getByLabel('Username').waitFor();
      await page.context().clearCookies();
      await visitor.authenticate();
      await page.getByRole('heading', { name: 'This page is out of date' }).waitFor();
    });

    await t.test(
      'RFC 6749, section 10.12: answers to nothing that was begun here, which are not used',
      async () => {
        const stolen = `${url}/?code=stolen&state=x&iss=${encodeURIComponent(authleteUrl)}`;
        // What was begun before is still waiting for its answer.
        await page.goto(stolen);
        await visitor.hear('belongs to another sign-in');
        assert.equal(page.url(), `${url}/`);
        await page.goto(stolen);
        await visitor.hear('belongs to no sign-in that was begun in this tab');
        assert.equal(await visitor.token.isVisible(), false);
      },
    );

    await t.test('an expired token: a sign-in brings a new one, and the answer', async () => {
      await visitor.leave();
      await visitor.authenticate();
      await visitor.allow();
      await setting().advanceClock(3_700_000);
      const words = '401 Unauthorized. The token is not good for this: it has expired';
      const card = await visitor.call('/api/userinfo', words);
      await visitor.button('Ask again').click();
      await visitor.token.getByText('It is not active any more').waitFor();
      await card.getByRole('button', { name: 'Sign in again' }).click();
      await visitor.card('/api/userinfo').getByText('"name": "John Smith"').waitFor();
    });
  });
}
