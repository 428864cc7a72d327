// The page of `serve --local`, in a real browser: the whole story of a newcomer, and what can go wrong in it.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { whyNot } from '../debian-programs.ts';
import { BrowserSetting } from './browser-setting.ts';
import { capture } from './capture.ts';
import { checkNarrow } from './check-narrow.ts';
import { Keyboard } from './keyboard.ts';
import { expectWordsForFailures } from './page-failures.ts';
import { tellStory } from './page-story.ts';
import { PageVisitor } from './page-visitor.ts';

suite('the page, in Chromium', { skip: whyNot('chromium') }, () => {
  let setting: BrowserSetting;
  before(async () => {
    setting = await BrowserSetting.start();
  });
  after(() => setting.close());

  // At the same time: they do not know of each other, and there is more than one core.
  suite('when all goes well', { concurrency: 2 }, () => {
    tellStory(() => setting);

    test('says what is running, leads to what else there is to read, and calls without a token: a bare challenge (RFC 6750)', async (t) => {
      const visitor = await PageVisitor.come(t, setting, { expectedStatuses: [401] });
      const { page } = visitor;
      await capture(page, 'page');
      await capture(page, 'page', { size: 'phone', colorScheme: 'dark' });
      for (const name of ['API as OpenAPI 3.1', 'metadata', 'discovery document']) {
        const address = await page.getByRole('link', { name }).getAttribute('href');
        assert.equal((await fetch(new URL(address ?? '', setting.program.url))).status, 200);
      }
      const card = await visitor.call('/api/time', '401 Unauthorized. There is no token in the request.');
      assert.match(await card.innerText(), /www-authenticate: Bearer resource_metadata=/);
      await visitor.judge();
    });

    test('without scripts it says what needs them, and how to do without', async (t) => {
      const { page } = await PageVisitor.come(t, setting, { javaScript: false });
      assert.match(await page.locator('noscript').innerText(), /it needs scripts/);
      assert.equal(await page.getByRole('heading', { name: 'Try it' }).count(), 0);
      assert.match(await page.getByRole('main').innerText(), /curl -i http\S+\/api\/userinfo/);
      await checkNarrow(page);
    });

    test('the keyboard alone suffices, from the first choice to the answer', async (t) => {
      const visitor = await PageVisitor.come(t, setting);
      const { page } = visitor;
      const keyboard = new Keyboard(page);
      await keyboard.toggle(page.getByRole('checkbox', { name: 'phone' }));
      await keyboard.press(visitor.button('Sign in'));
      await page.getByLabel('Username').waitFor();
      await keyboard.type(page.getByLabel('Username'), 'john');
      await keyboard.type(page.getByLabel('Password'), 'john');
      await keyboard.press(visitor.button('Sign in'));
      await visitor.button('Allow').waitFor();
      await keyboard.press(visitor.button('Allow'));
      await visitor.token.waitFor();
      await keyboard.press(visitor.button('Call GET /api/userinfo'));
      await visitor.card('/api/userinfo').getByText('"phone_number"').waitFor();
    });
  });

  expectWordsForFailures(() => setting);
});
