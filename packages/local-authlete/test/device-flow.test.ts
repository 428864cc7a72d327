import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import { FormBrowser } from './form-browser.ts';
import { discover, INSECURE, signIn } from './sign-in-client.ts';

const CLIENT: oauth.Client = { client_id: '2006' };

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

async function startDevice(): Promise<{
  server: oauth.AuthorizationServer;
  device: oauth.DeviceAuthorizationResponse;
}> {
  const server = await discover(local);
  const parameters = { scope: 'openid email time.read' };
  const response = await oauth.deviceAuthorizationRequest(server, CLIENT, oauth.None(), parameters, INSECURE);
  return { server, device: await oauth.processDeviceAuthorizationResponse(server, CLIENT, response) };
}

async function poll(
  server: oauth.AuthorizationServer,
  device: oauth.DeviceAuthorizationResponse,
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.deviceCodeGrantRequest(
    server,
    CLIENT,
    oauth.None(),
    device.device_code,
    INSECURE,
  );
  return oauth.processDeviceCodeResponse(server, CLIENT, response);
}

describe('the device flow (RFC 8628)', () => {
  it('leads from the code that is typed through sign-in and consent to a token', async () => {
    const { server, device } = await startDevice();
    await assert.rejects(poll(server, device), { error: 'authorization_pending' });
    const browser = new FormBrowser(local.url);
    const entry = await browser.open(device.verification_uri);
    assert.equal(entry.heading, 'Connect a device');
    assert.match(entry.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(entry.headers.get('cache-control'), 'no-store');
    const typed = device.user_code.toLowerCase().replace('-', ' ');
    const confirmation = await browser.send(entry, { fill: { user_code: typed }, press: 'Continue' });
    assert.equal(confirmation.heading, 'Is this your device?');
    assert.ok(confirmation.html.includes(device.user_code));
    assert.ok(confirmation.html.includes('A command line'));
    const consent = await signIn(browser, await browser.send(confirmation, { press: 'It is my device' }));
    assert.equal(consent.heading, 'Allow access?');
    const done = await browser.send(consent, { press: 'Allow', clear: ['scope=email'] });
    assert.equal(done.heading, 'Your device is connected');
    const tokens = await poll(server, device);
    const { body } = await call(local, '/auth/introspection', { token: tokens.access_token });
    assert.equal(body.action, 'OK');
    assert.equal(body['clientId'], 2006);
    assert.equal(body['subject'], '1');
    assert.equal(body['grantType'], 'DEVICE_CODE');
    assert.equal(body['acr'], 'pwd');
    assert.deepEqual(body['scopes'], ['openid', 'time.read']);
    await assert.rejects(poll(server, device), { error: 'invalid_grant' });
  });

  it('takes the code from the address as well, and still asks whether it is the right device (section 3.3.1)', async () => {
    const { device } = await startDevice();
    const browser = new FormBrowser(local.url);
    const page = await browser.open(device.verification_uri_complete ?? '');
    assert.equal(page.heading, 'One moment');
    const confirmation = await browser.send(page, { press: 'Continue' });
    assert.equal(confirmation.heading, 'Is this your device?');
  });

  it('tells of a wrong code, escaped, and lets the person type again', async () => {
    const browser = new FormBrowser(local.url);
    const entry = await browser.open('/device');
    const again = await browser.send(entry, { fill: { user_code: '<script>' }, press: 'Continue' });
    assert.equal(again.heading, 'Connect a device');
    assert.equal(again.alert, 'There is no device with this code. Type it again.');
    assert.doesNotMatch(again.html, /<script/);
    const { device } = await startDevice();
    const right = await browser.send(again, { fill: { user_code: device.user_code }, press: 'Continue' });
    assert.equal(right.heading, 'Is this your device?');
    const empty = await browser.send(await browser.open('/device'), { press: 'Continue' });
    assert.equal(empty.alert, 'Type the code that your device shows.');
  });

  it('can be stopped by the person, at each page', async () => {
    const stopped = await startDevice();
    const browser = new FormBrowser(local.url);
    const confirm = async (code: string): ReturnType<FormBrowser['send']> =>
      browser.send(await browser.open('/device'), { fill: { user_code: code }, press: 'Continue' });
    const page = await browser.send(await confirm(stopped.device.user_code), { press: 'Stop' });
    assert.equal(page.alert, 'The device was not connected.');
    await assert.rejects(poll(stopped.server, stopped.device), { error: 'access_denied' });

    const denied = await startDevice();
    const signInPage = await browser.send(await confirm(denied.device.user_code), {
      press: 'It is my device',
    });
    const consent = await signIn(browser, signInPage);
    assert.equal((await browser.send(consent, { press: 'Deny' })).alert, 'The device was not connected.');
    await assert.rejects(poll(denied.server, denied.device), { error: 'access_denied' });
  });

  it('refuses a form that another site has sent', async () => {
    const { device } = await startDevice();
    const browser = new FormBrowser(local.url);
    const entry = await browser.open('/device');
    const fill = { user_code: device.user_code, xsrf: 'guessed' };
    const refused = await browser.send(entry, { fill, press: 'Continue' });
    assert.equal(refused.status, 400);
    assert.equal(refused.heading, 'Connect a device');
  });

  it('forgets a code after ten minutes', async (t) => {
    const own = await createLocalAuthlete({ port: 0 });
    t.after(async () => own.close());
    const server = await discover(own);
    const parameters = { scope: 'openid' };
    const response = await oauth.deviceAuthorizationRequest(
      server,
      CLIENT,
      oauth.None(),
      parameters,
      INSECURE,
    );
    const device = await oauth.processDeviceAuthorizationResponse(server, CLIENT, response);
    own.clock.advance(600_000);
    const browser = new FormBrowser(own.url);
    const entry = await browser.open('/device');
    const late = await browser.send(entry, { fill: { user_code: device.user_code }, press: 'Continue' });
    assert.equal(late.alert, 'This code has expired. Start again on your device.');
    await assert.rejects(poll(server, device), { error: 'expired_token' });
  });
});
