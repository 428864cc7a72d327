import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { FormBrowser } from './form-browser.ts';
import { exchangeCode, obtainTokens, PAGE, signIn, signInAndAllow, startRequest } from './sign-in-client.ts';

const RESOURCE = 'https://api.example/';
const OTHER_RESOURCE = 'https://other.example/';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

async function introspect(token: string): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token })).body;
}

describe('resource indicators (RFC 8707)', () => {
  it('become the resources of the token, with all its scopes and claims', async () => {
    const parameters = {
      resource: RESOURCE,
      scope: 'openid email time.read',
      claims: '{"userinfo":{"nickname":null}}',
    };
    const { tokens } = await obtainTokens(local, { parameters });
    const body = await introspect(tokens.access_token);
    assert.deepEqual(body['resources'], [RESOURCE]);
    assert.deepEqual(body['accessTokenResources'], [RESOURCE]);
    assert.deepEqual(body['scopes'], ['openid', 'email', 'time.read']);
    const userInfo = (await call(local, '/auth/userinfo', { token: tokens.access_token })).body;
    assert.deepEqual(userInfo.claims, ['email', 'email_verified', 'nickname']);
    assert.equal(userInfo.userInfoClaims, '{"nickname":null}');
    assert.deepEqual(userInfo['consentedClaims'], ['email', 'email_verified', 'nickname']);
    const ok = await call(local, '/auth/introspection', {
      token: tokens.access_token,
      resources: [RESOURCE],
    });
    assert.equal(ok.body.action, 'OK');
    const other = await call(local, '/auth/introspection', {
      token: tokens.access_token,
      resources: [OTHER_RESOURCE],
    });
    assert.equal(other.body.action, 'UNAUTHORIZED');
  });

  it('can be several, and one at the token endpoint narrows the token (section 2.2)', async () => {
    const parameters = { resource: [RESOURCE, OTHER_RESOURCE], scope: 'time.read' };
    const { tokens } = await obtainTokens(local, { parameters });
    const both = await introspect(tokens.access_token);
    assert.deepEqual(both['accessTokenResources'], [RESOURCE, OTHER_RESOURCE]);

    const browser = new FormBrowser(local.url);
    const started = await startRequest(local, { parameters });
    const page = await signInAndAllow(browser, await browser.open(started.url));
    const narrowed = await exchangeCode(started, page, PAGE, {
      additionalParameters: { resource: OTHER_RESOURCE },
    });
    const body = await introspect(narrowed.access_token);
    assert.deepEqual(body['accessTokenResources'], [OTHER_RESOURCE]);
    assert.deepEqual(body['resources'], [RESOURCE, OTHER_RESOURCE]);
  });

  it('that were not granted are refused at the token endpoint', async () => {
    const browser = new FormBrowser(local.url);
    const started = await startRequest(local, { parameters: { resource: RESOURCE } });
    const page = await signInAndAllow(browser, await browser.open(started.url));
    const exchange = exchangeCode(started, page, PAGE, {
      additionalParameters: { resource: OTHER_RESOURCE },
    });
    await assert.rejects(exchange, { error: 'invalid_target' });
  });
});

describe('authorization details (RFC 9396)', () => {
  const PAYMENT = {
    type: 'payment_initiation',
    actions: ['initiate'],
    locations: [RESOURCE],
    instructedAmount: { currency: 'EUR', amount: '123.50' },
    creditorName: 'Merchant A',
  };
  const ACCOUNT = { type: 'account_information', actions: ['list_accounts'] };
  const parameters = {
    scope: 'openid',
    resource: RESOURCE,
    authorization_details: JSON.stringify([PAYMENT, ACCOUNT]),
  };

  it('are shown to the person in readable form, and come with the token in the form of Authlete', async () => {
    const browser = new FormBrowser(local.url);
    const started = await startRequest(local, { parameters });
    const consent = await signIn(browser, await browser.open(started.url));
    for (const words of [
      'Payment initiation',
      'What it may do',
      'Instructed amount',
      'Merchant A',
      '123.50',
    ]) {
      assert.ok(consent.html.includes(words), words);
    }
    const tokens = await exchangeCode(started, await browser.send(consent, { press: 'Allow' }));
    assert.deepEqual(tokens.authorization_details, [PAYMENT, ACCOUNT]);
    const { instructedAmount, creditorName, ...common } = PAYMENT;
    const { body } = await call(local, '/auth/introspection', { token: tokens.access_token });
    assert.deepEqual(body['authorizationDetails'], {
      elements: [{ ...common, otherFields: JSON.stringify({ instructedAmount, creditorName }) }, ACCOUNT],
    });
  });

  it('are each for the person to leave out', async () => {
    const browser = new FormBrowser(local.url);
    const started = await startRequest(local, { parameters });
    const consent = await signIn(browser, await browser.open(started.url));
    const page = await browser.send(consent, { press: 'Allow', clear: ['detail=0'] });
    assert.deepEqual((await exchangeCode(started, page)).authorization_details, [ACCOUNT]);
  });

  it('are asked for every time, and can be narrowed at the token endpoint and not widened (section 6.1)', async () => {
    const browser = new FormBrowser(local.url);
    const narrow = async (details: object[]): Promise<oauth.TokenEndpointResponse> => {
      const started = await startRequest(local, { parameters });
      const page = await signInAndAllow(browser, await browser.open(started.url));
      return exchangeCode(started, page, PAGE, {
        additionalParameters: { resource: RESOURCE, authorization_details: JSON.stringify(details) },
      });
    };
    assert.deepEqual((await narrow([ACCOUNT])).authorization_details, [ACCOUNT]);
    const started = await startRequest(local, { parameters });
    assert.equal((await browser.open(started.url)).heading, 'Allow access?');
    const widened = narrow([{ ...PAYMENT, creditorName: 'Somebody else' }]);
    await assert.rejects(widened, { error: 'invalid_authorization_details' });
  });

  it('without a resource are for the resource server that has the UserInfo endpoint', async () => {
    const { tokens } = await obtainTokens(local, { parameters: { ...parameters, resource: undefined } });
    const body = await introspect(tokens.access_token);
    assert.deepEqual(body['resources'], ['http://127.0.0.1:8001']);
  });
});
