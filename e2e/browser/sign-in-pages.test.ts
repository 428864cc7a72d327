// The pages of local Authlete, in a real browser.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { whyNot } from '../debian-programs.ts';
import { BrowserSetting } from './browser-setting.ts';
import { capture } from './capture.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { checkNarrow } from './check-narrow.ts';
import { Keyboard } from './keyboard.ts';

suite('the pages of local Authlete, in Chromium', { skip: whyNot('chromium') }, () => {
  let setting: BrowserSetting;
  before(async () => {
    setting = await BrowserSetting.start();
  });
  after(() => setting.close());

  test('a device: with the keyboard alone', async (t) => {
    const page = await setting.openPage(t);
    await page.goto(`${setting.program.authleteUrl}/device`);
    await checkAccessibility(page);
    await checkNarrow(page);
    await capture(page, 'device-code');
    const keyboard = new Keyboard(page);
    await keyboard.type(page.getByLabel('Code'), 'ABCD-EFGH');
    await keyboard.press(page.getByRole('button', { name: 'Continue' }));
    assert.match(await page.getByRole('alert').innerText(), /There is no device with this code/);
  });
});
