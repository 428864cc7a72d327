import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import { FormBrowser } from './form-browser.ts';
import {
  exchangeCode,
  obtainTokens,
  PAGE_URL,
  signInAndAllow,
  startOwn,
  startRequest,
} from './sign-in-client.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

describe('step-up (RFC 9470)', () => {
  it('acr_values asks for a new sign-in that has one of the classes, and the token says which', async () => {
    const { browser, tokens } = await obtainTokens(local);
    const weak = await call(local, '/auth/introspection', { token: tokens.access_token, acrValues: ['mfa'] });
    assert.match(weak.body.responseContent, /insufficient_user_authentication/);
    const started = await startRequest(local, { parameters: { acr_values: 'gold mfa' } });
    const page = await browser.open(started.url);
    assert.match(page.html, /asks for a stronger sign-in/);
    const strong = await exchangeCode(started, await signInAndAllow(browser, page));
    const { body } = await call(local, '/auth/introspection', {
      token: strong.access_token,
      acrValues: ['mfa'],
    });
    assert.equal(body.action, 'OK');
    assert.equal(body['acr'], 'mfa');
    assert.equal(oauth.getValidatedIdTokenClaims(strong)?.['acr'], 'mfa');
    // The session is strong now.
    const again = await startRequest(local, { parameters: { acr_values: 'mfa' } });
    assert.equal((await browser.open(again.url)).left, true);
  });

  it('a class that there is not is an error of its own (unmet_authentication_requirements)', async () => {
    for (const parameters of [
      { acr_values: 'gold' },
      { claims: '{"id_token":{"acr":{"essential":true,"value":"gold"}}}' },
      { claims: '{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}' },
    ]) {
      const { url } = await startRequest(local, { parameters });
      const back = await new FormBrowser(local.url).open(url);
      assert.equal(back.url.searchParams.get('error'), 'unmet_authentication_requirements');
    }
  });

  it('the classes are those of the options', async (t) => {
    const own = await startOwn(t, { acrValues: ['bronze', 'silver', 'gold'] });
    const claims = '{"id_token":{"acr":{"essential":true,"values":["gold","silver"]}}}';
    const { tokens } = await obtainTokens(own, { parameters: { claims } });
    const { body } = await call(own, '/auth/introspection', { token: tokens.access_token });
    assert.equal(body['acr'], 'gold');
  });

  it('max_age asks for a new sign-in when the last one is older, by the clock of local Authlete', async (t) => {
    const own = await startOwn(t);
    const { browser, tokens } = await obtainTokens(own);
    own.clock.advance(600_000);
    const stale = await call(own, '/auth/introspection', { token: tokens.access_token, maxAge: 300 });
    assert.match(stale.body.responseContent, /max_age="300"/);
    const recent = await startRequest(own, { parameters: { max_age: '900' } });
    assert.equal((await browser.open(recent.url)).left, true);
    const started = await startRequest(own, { parameters: { max_age: '300' } });
    const page = await browser.open(started.url);
    assert.equal(page.heading, 'Sign in');
    const back = await signInAndAllow(browser, page);
    const code = back.url.searchParams.get('code') ?? '';
    const response = await fetch(`${own.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: '2001',
        redirect_uri: PAGE_URL,
        code,
        code_verifier: started.verifier,
      }),
    });
    const { access_token: fresh } = (await response.json()) as { access_token: string };
    const { body } = await call(own, '/auth/introspection', { token: fresh, maxAge: 300 });
    assert.equal(body.action, 'OK');
  });
});
