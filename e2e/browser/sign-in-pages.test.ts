// The pages of local Authlete, walked through by two people: one with a mouse and scripts, one with the keyboard alone and no scripts.
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import * as openid from 'openid-client';
import { FormBrowser } from '../../packages/local-authlete/test/form-browser.ts';
import { whyNot } from '../debian-programs.ts';
import { BrowserSetting } from './browser-setting.ts';
import { ClientApplication } from './client-application.ts';
import { Visitor, type Way } from './visitor.ts';

const MOUSE = 'with a mouse';
const KEYBOARD = 'with the keyboard alone, without JavaScript';

/** What requests that cannot be met and forms with a mistake are answered with, and what one attempt too many is. */
const expectedStatuses = [400, 422, 429];

suite('the pages of local Authlete, in Chromium', { skip: whyNot('chromium') }, () => {
  let setting: BrowserSetting;
  let client: ClientApplication;
  before(async () => {
    setting = await BrowserSetting.start();
    client = await ClientApplication.start(setting.program.authleteUrl);
  });
  after(async () => {
    await client.close();
    await setting.close();
  });

  const come = (t: TestContext, way: Way = MOUSE): Promise<Visitor> =>
    Visitor.come(t, setting, way, { expectedStatuses, origins: [client.url] });

  const parametersOf = (visitor: Visitor): Record<string, string> =>
    Object.fromEntries(new URL(visitor.page.url()).searchParams);

  // At the same time: they do not know of each other, and there is more than one core.
  suite('two people', { concurrency: 2 }, () => {
    for (const way of [MOUSE, KEYBOARD] as const) test(way, async (t) => walk(t, way));
  });

  async function walk(t: TestContext, way: Way): Promise<void> {
    const visitor = await come(t, way);
    let idToken = '';

    await t.test(
      'what is wrong is said; what is left out at the consent page is not in the token',
      async () => {
        const request = await client.start({
          scope: 'openid profile email time.read',
          claims: JSON.stringify({ userinfo: { birthdate: null, address: null } }),
        });
        await visitor.page.goto(request.url);
        await visitor.see('Sign in');
        await visitor.seeFocusOn('Username');
        await visitor.look('sign-in');

        await visitor.signIn('john', 'wrong');
        await visitor.seeAlert('The username or the password is wrong.');
        await visitor.seeFocusOn('Password');
        for (const label of ['Username', 'Password']) {
          const field = visitor.page.getByLabel(label);
          assert.equal(await field.getAttribute('aria-invalid'), 'true');
          const description = `#${await field.getAttribute('aria-describedby')}`;
          assert.match(await visitor.page.locator(description).innerText(), /is wrong/);
        }
        assert.match(await visitor.page.title(), /^Error: Sign in/);
        await visitor.look('sign-in-wrong-password');

        await visitor.signIn();
        await visitor.see('Allow access?');
        await visitor.look('consent');
        await visitor.toggle('See your email address');
        await visitor.toggle('Your postal address');
        await visitor.press('Allow');
        await visitor.see('Back at Photo Album');

        const tokens = await request.finish(visitor.page.url());
        idToken = tokens.id_token ?? '';
        assert.deepEqual(tokens.scope?.split(' ').sort(), ['openid', 'profile', 'time.read']);
        const claims = await openid.fetchUserInfo(client.configuration, tokens.access_token, '1');
        assert.equal(claims.name, 'John Smith');
        assert.equal(claims.email, undefined);
        assert.equal(claims.address, undefined);
      },
    );

    await t.test('step-up: the page says why the password is asked for once more (RFC 9470)', async () => {
      const request = await client.start({ acr_values: 'mfa' });
      await visitor.page.goto(request.url);
      await visitor.see('Sign in');
      await visitor.page.getByText('Photo Album asks for a stronger sign-in.').waitFor();
      assert.equal(await visitor.page.getByLabel('Username').inputValue(), 'john');
      await visitor.seeFocusOn('Password');
      await visitor.look('step-up');
      await visitor.type('Password', 'john');
      await visitor.press('Sign in');
      await visitor.see('Back at Photo Album');
      const tokens = await request.finish(visitor.page.url());
      assert.equal(tokens.claims()?.['acr'], 'mfa');
    });

    await t.test('logout: one can stay, or leave and has to sign in again', async () => {
      const leave = async (parameters: Record<string, string>): Promise<unknown> =>
        visitor.page.goto(openid.buildEndSessionUrl(client.configuration, parameters).href);
      await leave({ id_token_hint: idToken });
      await visitor.see('Sign out?');
      await visitor.look('sign-out');
      await visitor.press('Stay signed in');
      await visitor.see('You are still signed in');
      await visitor.look('still-signed-in');

      await leave({ id_token_hint: idToken, post_logout_redirect_uri: `${client.url}/` });
      await visitor.press('Sign out');
      await visitor.see('Photo Album');
      await visitor.page.goto((await client.start()).url);
      await visitor.see('Sign in');

      // Nobody is asked who is not signed in; without scripts the page has a button for it.
      await leave({});
      if (way === KEYBOARD) await visitor.press('Continue');
      await visitor.see('You are signed out');
      await visitor.look('signed-out');
    });

    await t.test(
      'somebody who cancels or denies is back at the client, which hears access_denied',
      async () => {
        await visitor.becomeSomebodyElse();
        await visitor.page.goto((await client.start()).url);
        await visitor.press('Cancel');
        await visitor.see('Back at Photo Album');
        assert.equal(parametersOf(visitor)['error'], 'access_denied');

        await visitor.page.goto((await client.start({ scope: 'email' })).url);
        await visitor.signIn();
        await visitor.toggle('See your email address');
        await visitor.press('Allow');
        await visitor.seeAlert('Choose at least one, or deny the request.');
        await visitor.look('consent-nothing-chosen');
        await visitor.press('Deny');
        await visitor.see('Back at Photo Album');
        assert.equal(parametersOf(visitor)['error'], 'access_denied');
      },
    );

    await t.test(
      'a device: the code, a question, consent, and the device has a token (RFC 8628)',
      async () => {
        await visitor.becomeSomebodyElse();
        const options = { execute: [openid.allowInsecureRequests] };
        const issuer = new URL(setting.program.authleteUrl);
        const device = await openid.discovery(issuer, '2006', undefined, openid.None(), options);
        const started = await openid.initiateDeviceAuthorization(device, { scope: 'openid time.read' });
        await visitor.page.goto(started.verification_uri);
        await visitor.see('Connect a device');
        await visitor.seeFocusOn('Code');
        await visitor.look('device-code');
        await visitor.type('Code', 'ABCD-EFGH');
        await visitor.press('Continue');
        await visitor.seeAlert('There is no device with this code. Type it again.');
        await visitor.look('device-wrong-code');
        await visitor.type('Code', started.user_code.toLowerCase());
        await visitor.press('Continue');
        await visitor.see('Is this your device?');
        await visitor.page.getByText(started.user_code, { exact: true }).waitFor();
        await visitor.look('device-question');
        await visitor.press('It is my device');
        await visitor.signIn();
        await visitor.press('Allow');
        await visitor.see('Your device is connected');
        await visitor.look('device-connected');
        const tokens = await openid.pollDeviceAuthorizationGrant(device, { ...started, interval: 0 });
        assert.equal((await setting.call('/api/time', tokens.access_token)).status, 200);
      },
    );

    await t.test('an answer by form_post comes back, with a button where there are no scripts', async () => {
      await visitor.becomeSomebodyElse();
      await visitor.page.goto((await client.start({ response_mode: 'form_post' })).url);
      await visitor.press('Cancel');
      if (way === KEYBOARD) await visitor.press('Continue');
      await visitor.see('Back at Photo Album');
    });
  }

  test('what cannot go on', async (t) => {
    // They take a second, in which there is something else to look at.
    const guesses = Promise.all(Array.from({ length: 5 }, guess));
    const visitor = await come(t);

    await t.test('a request that cannot be answered is explained, and sends nobody anywhere', async () => {
      const { url } = await client.start();
      await visitor.page.goto(url.replace(/client_id=[^&]+/, 'client_id=nobody'));
      await visitor.see('This did not work');
      await visitor.page.getByText('The application that sent you here is not known.').waitFor();
      await visitor.look('error-unknown-client');
      await visitor.page.goto(url.replace(/redirect_uri=[^&]+/, 'redirect_uri=https%3A%2F%2Fevil.example'));
      await visitor.see('This did not work');
      await visitor.page.getByText('at an address that it has not registered').waitFor();
      await visitor.page.goto(`${setting.program.authleteUrl}/interaction/none`);
      await visitor.see('This page is out of date');
    });

    await t.test(
      'after too many attempts the page says how long to wait, and then the password is enough',
      async () => {
        await guesses;
        await visitor.page.goto((await client.start()).url);
        await visitor.signIn();
        await visitor.seeAlert('Too many attempts. Wait 5 minutes before you try again.');
        assert.equal(await visitor.page.getByLabel('Password').getAttribute('aria-invalid'), 'false');
        await visitor.look('sign-in-too-many-attempts');
        await setting.advanceClock(300_000);
        await visitor.signIn();
        await visitor.see('Allow access?');
      },
    );

    await t.test(
      'a sign-in that took too long is out of date, and the page leads back to the client',
      async () => {
        await visitor.becomeSomebodyElse();
        await visitor.page.goto((await client.start()).url);
        await setting.advanceClock(3_600_000);
        await visitor.signIn();
        await visitor.see('This page is out of date');
        await visitor.look('out-of-date');
        await visitor.page.getByRole('link', { name: 'Photo Album' }).click();
        await visitor.see('Photo Album');
      },
    );
  });

  async function guess(): Promise<void> {
    const { url } = await client.start();
    const browser = new FormBrowser(setting.program.authleteUrl);
    const fill = { username: 'john', password: 'guess' };
    await browser.send(await browser.open(url), { fill, press: 'Sign in' });
  }
});
