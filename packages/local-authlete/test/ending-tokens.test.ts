import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { discover, INSECURE, obtainTokens, PAGE, PAGE_URL, startRequest } from './sign-in-client.ts';

const APP: oauth.Client = { client_id: '2005' };
const APP_SECRET = oauth.ClientSecretBasic('local-client-secret');

let local: LocalAuthlete;
let server: oauth.AuthorizationServer;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
  server = await discover(local);
});
after(async () => local.close());

async function introspect(token: string): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token })).body;
}

describe('revocation (RFC 7009)', () => {
  it('ends a token at once, with its refresh token, and the other way round', async () => {
    for (const kind of ['access_token', 'refresh_token'] as const) {
      const { tokens } = await obtainTokens(local);
      const value = String(tokens[kind]);
      const response = await oauth.revocationRequest(server, PAGE, oauth.None(), value, INSECURE);
      await oauth.processRevocationResponse(response);
      assert.equal((await introspect(tokens.access_token)).action, 'UNAUTHORIZED');
      const refresh = await oauth.refreshTokenGrantRequest(
        server,
        PAGE,
        oauth.None(),
        tokens.refresh_token ?? '',
        INSECURE,
      );
      await assert.rejects(oauth.processRefreshTokenResponse(server, PAGE, refresh), {
        error: 'invalid_grant',
      });
    }
  });

  it('ends a token that /auth/token/create has made, and an unknown one is fine too', async () => {
    const token = await createToken(local, { clientId: 2001 });
    for (const value of [token, 'unknown']) {
      const response = await oauth.revocationRequest(server, PAGE, oauth.None(), value, INSECURE);
      await oauth.processRevocationResponse(response);
    }
    assert.equal((await introspect(token)).action, 'UNAUTHORIZED');
  });

  it('is for the own tokens of a client only', async () => {
    const token = await createToken(local, { clientId: 2001 });
    const response = await oauth.revocationRequest(server, APP, APP_SECRET, token, INSECURE);
    await assert.rejects(oauth.processRevocationResponse(response));
    assert.equal((await introspect(token)).action, 'OK');
  });

  it('of a token by Authlete ends it at the authorization server', async () => {
    const { tokens } = await obtainTokens(local);
    await call(local, '/auth/token/revoke', { accessTokenIdentifier: tokens.access_token });
    const response = await oauth.introspectionRequest(server, APP, APP_SECRET, tokens.access_token, INSECURE);
    assert.equal((await oauth.processIntrospectionResponse(server, APP, response)).active, false);
    const refresh = await oauth.refreshTokenGrantRequest(
      server,
      PAGE,
      oauth.None(),
      tokens.refresh_token ?? '',
      INSECURE,
    );
    await assert.rejects(oauth.processRefreshTokenResponse(server, PAGE, refresh), {
      error: 'invalid_grant',
    });
  });
});

describe('introspection at the authorization server (RFC 7662)', () => {
  async function ask(
    token: string,
    client: oauth.Client = APP,
    authentication: oauth.ClientAuth = APP_SECRET,
  ): Promise<oauth.IntrospectionResponse> {
    const response = await oauth.introspectionRequest(server, client, authentication, token, INSECURE);
    return oauth.processIntrospectionResponse(server, client, response);
  }

  it('says what /auth/introspection/standard says, of tokens from both sides', async () => {
    const { tokens } = await obtainTokens(local, { parameters: { resource: 'https://api.example/' } });
    const created = await createToken(local, {
      scopes: ['openid'],
      resources: ['https://api.example/', 'https://other.example/'],
      acr: 'gold',
      properties: [
        { key: 'tenant', value: 'a' },
        { key: 'secret', value: 'b', hidden: true },
      ],
    });
    for (const token of [tokens.access_token, created, String(tokens.refresh_token)]) {
      const { body } = await call(local, '/auth/introspection/standard', { parameters: `token=${token}` });
      assert.deepEqual(await ask(token), JSON.parse(body.responseContent));
    }
    const members = await ask(created);
    assert.equal(members['tenant'], 'a');
    assert.equal(members['secret'], undefined);
    assert.equal(members['acr'], 'gold');
    assert.deepEqual(members.aud, ['https://api.example/', 'https://other.example/']);
  });

  it('tells a public client of its own tokens only', async () => {
    const own = await createToken(local, { clientId: 2001 });
    assert.equal((await ask(own, PAGE, oauth.None())).active, true);
    assert.deepEqual(await ask(await createToken(local), PAGE, oauth.None()), { active: false });
  });
});

describe('logout (OpenID Connect RP-Initiated Logout 1.0)', () => {
  async function logoutUrl(parameters: Record<string, string | undefined>): Promise<URL> {
    const url = new URL(server.end_session_endpoint ?? '');
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  it('asks the person, ends session and tokens at once, and leads back with the state', async () => {
    const { browser, tokens } = await obtainTokens(local);
    const url = await logoutUrl({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: PAGE_URL,
      state: 'xyz',
    });
    const page = await browser.open(url);
    assert.equal(page.heading, 'Sign out?');
    assert.match(page.html, /<strong>The page<\/strong> asks whether you want to sign out/);
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /form-action 'self' http:\/\/127\.0\.0\.1:8001/,
    );
    assert.equal((await introspect(tokens.access_token)).action, 'OK');
    const back = await browser.send(page, { press: 'Sign out' });
    assert.equal(back.url.href, `${PAGE_URL}?state=xyz`);
    const body = await introspect(tokens.access_token);
    assert.equal(body.action, 'UNAUTHORIZED');
    assert.equal(body['existent'], false);
    assert.equal((await browser.open((await startRequest(local)).url)).heading, 'Sign in');
  });

  it('without a client ends on a page of ours', async () => {
    const { browser } = await obtainTokens(local);
    const page = await browser.open(await logoutUrl({}));
    assert.equal((await browser.send(page, { press: 'Sign out' })).heading, 'You are signed out');
    const again = await browser.open(await logoutUrl({}));
    assert.equal(again.heading, 'One moment');
    assert.equal((await browser.send(again, { press: 'Continue' })).heading, 'You are signed out');
  });

  it('can be declined: then the client alone loses its tokens', async () => {
    const { browser, tokens } = await obtainTokens(local);
    const page = await browser.open(await logoutUrl({ id_token_hint: tokens.id_token }));
    const stayed = await browser.send(page, { press: 'Stay signed in' });
    assert.equal(stayed.heading, 'You are still signed in');
    assert.equal((await introspect(tokens.access_token)).action, 'UNAUTHORIZED');
    assert.equal((await browser.open((await startRequest(local)).url)).heading, 'Allow access?');
  });

  it('leaves what was allowed to go on without the person (offline_access)', async () => {
    const parameters = { scope: 'openid offline_access', prompt: 'consent' };
    const { browser, tokens } = await obtainTokens(local, { parameters });
    const page = await browser.open(await logoutUrl({}));
    await browser.send(page, { press: 'Sign out' });
    assert.equal((await introspect(tokens.access_token)).action, 'OK');
  });

  it('never leads to an address that is not registered, and takes no forged form', async () => {
    const { browser, tokens } = await obtainTokens(local);
    const url = await logoutUrl({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'https://attacker.example/',
    });
    assert.equal((await browser.open(url)).heading, 'This did not work');
    const page = await browser.open(await logoutUrl({}));
    const forged = await browser.send(page, { fill: { xsrf: 'guessed' }, press: 'Sign out' });
    assert.equal(forged.status, 400);
    assert.equal((await introspect(tokens.access_token)).action, 'OK');
  });
});
