import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { FormBrowser, readForm } from './form-browser.ts';
import {
  exchangeCode,
  INSECURE,
  obtainTokens,
  PAGE,
  PAGE_URL,
  signIn,
  signInAndAllow,
  startRequest,
} from './sign-in-client.ts';
import type { StartOptions } from './sign-in-client.ts';

const RESOURCE = 'https://api.example/';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

async function introspect(token: string): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token })).body;
}

/** What becomes of an authorization request that is refused: the parameters of the answer. */
async function refusal(options: StartOptions): Promise<URLSearchParams> {
  const { url } = await startRequest(local, options);
  const page = await new FormBrowser(local.url).open(url);
  assert.equal(page.left, true, page.html);
  return new URLSearchParams(page.url.hash.slice(1) || page.url.search);
}

describe('the authorization code flow with PKCE (RFC 6749 section 4.1, RFC 7636)', () => {
  it('leads through sign-in and consent to a token that Authlete knows everything about', async () => {
    const browser = new FormBrowser(local.url);
    const started = await startRequest(local);
    const signInPage = await browser.open(started.url);
    assert.equal(signInPage.heading, 'Sign in');
    const consent = await signIn(browser, signInPage);
    assert.equal(consent.heading, 'Allow access?');
    const signedInAt = Math.floor(local.clock.now() / 1000);
    const back = await browser.send(consent, { press: 'Allow' });
    assert.equal(back.url.origin + back.url.pathname, PAGE_URL);
    const tokens = await exchangeCode(started, back);
    const body = await introspect(tokens.access_token);
    assert.equal(body.action, 'OK');
    assert.equal(body['clientId'], 2001);
    assert.equal(body['clientIdAlias'], 'page');
    assert.equal(body['subject'], '1');
    assert.deepEqual(body['scopes'], ['openid', 'profile', 'email', 'time.read']);
    assert.equal(body['grantType'], 'AUTHORIZATION_CODE');
    assert.equal(body['acr'], 'pwd');
    assert.ok(Math.abs(Number(body['authTime']) - signedInAt) <= 10);
    assert.equal(typeof body['grantId'], 'string');
    assert.equal(body['refreshable'], true);
    assert.equal(body['resources'], undefined);
    assert.ok(Math.abs(body.expiresAt - local.clock.now() - 3_600_000) < 60_000);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.equal(claims?.sub, '1');
    // The ID token identifies; data about the person come from UserInfo.
    assert.equal(claims['email'], undefined);
  });

  it('delivers the claims of the scopes at UserInfo, which say that they were consented', async () => {
    const { tokens } = await obtainTokens(local, { parameters: { scope: 'openid email' } });
    const { body } = await call(local, '/auth/userinfo', { token: tokens.access_token });
    assert.equal(body.action, 'OK');
    assert.equal(body['subject'], '1');
    assert.deepEqual(body.claims, ['email', 'email_verified']);
    assert.deepEqual(body['consentedClaims'], ['email', 'email_verified']);
  });

  it('works for a client with a secret, without PKCE too', async () => {
    const client = { client_id: '2005' };
    const redirectUri = 'http://127.0.0.1:3000/callback';
    const authentication = oauth.ClientSecretBasic('local-client-secret');
    for (const parameters of [{}, { code_challenge: undefined, code_challenge_method: undefined }]) {
      const started = await startRequest(local, { client, redirectUri, parameters });
      const browser = new FormBrowser(local.url);
      const page = await signInAndAllow(browser, await browser.open(started.url));
      const callback = oauth.validateAuthResponse(started.server, client, page.url, started.state);
      const response = await oauth.authorizationCodeGrantRequest(
        started.server,
        client,
        authentication,
        callback,
        redirectUri,
        'code_challenge' in parameters ? oauth.nopkce : started.verifier,
        INSECURE,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(started.server, client, response);
      assert.equal((await introspect(tokens.access_token))['clientId'], 2005);
    }
  });

  it('issues no ID token and no consented claims without the scope openid', async () => {
    const { tokens } = await obtainTokens(local, { parameters: { scope: 'time.read' } });
    assert.equal(tokens.id_token, undefined);
    const body = await introspect(tokens.access_token);
    assert.deepEqual(body['scopes'], ['time.read']);
    assert.equal(body['consentedClaims'], undefined);
  });

  it('ignores scopes that the service does not know', async () => {
    const { tokens } = await obtainTokens(local, { parameters: { scope: 'openid admin' } });
    assert.deepEqual((await introspect(tokens.access_token))['scopes'], ['openid']);
  });

  it('can answer with a form, which is sent at once where scripts run (OAuth 2.0 Form Post Response Mode)', async () => {
    const browser = new FormBrowser(local.url);
    const started = await startRequest(local, { parameters: { response_mode: 'form_post' } });
    const page = await signInAndAllow(browser, await browser.open(started.url));
    assert.equal(page.heading, 'One moment');
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self'; form-action 'self' http:\/\/127\.0\.0\.1:8001;/);
    const script = /<script src="([^"]*)" defer><\/script>/.exec(page.html)?.[1];
    const response = await fetch(new URL(script ?? '', local.url));
    assert.equal(await response.text(), 'document.forms[0].submit();\n');
    const { action, controls } = readForm(page);
    assert.equal(action, PAGE_URL);
    const fields = new URLSearchParams(Object.fromEntries(controls.map(({ name, value }) => [name, value])));
    const back = { ...page, url: new URL(`${PAGE_URL}?${fields.toString()}`) };
    assert.equal((await introspect((await exchangeCode(started, back)).access_token)).action, 'OK');
  });

  for (const [what, parameters, error] of [
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with the method plain (RFC 9700 section 2.1.1)', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['that wants nobody to be asked', { prompt: 'none' }, 'login_required'],
    [
      'for authorization details of an unknown type',
      { authorization_details: '[{"type":"x"}]' },
      'invalid_authorization_details',
    ],
    ['for a resource with a fragment', { resource: 'https://api.example/#x' }, 'invalid_target'],
    ['with claims that are no JSON', { claims: 'x' }, 'invalid_request'],
    [
      'with a claim that is neither null nor an object',
      { claims: '{"userinfo":{"email":true}}' },
      'invalid_request',
    ],
  ] as const) {
    it(`refuses a request of a public client ${what}`, async () => {
      const answer = await refusal({ parameters });
      assert.equal(answer.get('error'), error);
      assert.equal(answer.get('iss'), local.url);
    });
  }

  it('never redirects to an address that is not registered, and says so to the person', async () => {
    for (const redirectUri of ['https://attacker.example/', `${PAGE_URL}x`, 'http://127.0.0.1:8002/']) {
      const { url } = await startRequest(local, { redirectUri });
      const page = await new FormBrowser(local.url).open(url);
      assert.equal(page.status, 400);
      assert.equal(page.heading, 'This did not work');
      assert.match(page.html, /has not registered/);
    }
    const { url } = await startRequest(local, { client: { client_id: '999999' } });
    assert.equal((await new FormBrowser(local.url).open(url)).heading, 'This did not work');
  });

  it('refuses a code with another verifier, and a second time, which takes its tokens back (RFC 6749 section 10.5)', async () => {
    const browser = new FormBrowser(local.url);
    const first = await startRequest(local);
    const page = await signInAndAllow(browser, await browser.open(first.url));
    const wrong = { ...first, verifier: oauth.generateRandomCodeVerifier() };
    await assert.rejects(exchangeCode(wrong, page), { error: 'invalid_grant' });
    const { access_token: token } = await exchangeCode(first, page);
    assert.equal((await introspect(token)).action, 'OK');
    await assert.rejects(exchangeCode(first, page), { error: 'invalid_grant' });
    assert.equal((await introspect(token)).action, 'UNAUTHORIZED');
  });
});

describe('refresh tokens (RFC 6749 section 6, RFC 9700 section 4.14)', () => {
  async function refresh(
    server: oauth.AuthorizationServer,
    refreshToken: string,
    parameters: Record<string, string> = {},
  ): Promise<oauth.TokenEndpointResponse> {
    const options = { ...INSECURE, additionalParameters: parameters };
    const response = await oauth.refreshTokenGrantRequest(server, PAGE, oauth.None(), refreshToken, options);
    return oauth.processRefreshTokenResponse(server, PAGE, response);
  }

  it('are rotated, and carry on how the person signed in and what was consented', async () => {
    const { tokens, started } = await obtainTokens(local);
    const before = await introspect(tokens.access_token);
    const refreshed = await refresh(started.server, tokens.refresh_token ?? '');
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    const body = await introspect(refreshed.access_token);
    assert.equal(body['grantType'], 'REFRESH_TOKEN');
    for (const member of ['subject', 'acr', 'authTime', 'consentedClaims', 'grantId', 'scopes']) {
      assert.deepEqual(body[member], before[member], member);
    }
  });

  it('take everything back when one comes a second time', async () => {
    const { tokens, started } = await obtainTokens(local);
    const refreshed = await refresh(started.server, tokens.refresh_token ?? '');
    await assert.rejects(refresh(started.server, tokens.refresh_token ?? ''), { error: 'invalid_grant' });
    for (const token of [tokens.access_token, refreshed.access_token]) {
      assert.equal((await introspect(token)).action, 'UNAUTHORIZED');
    }
    await assert.rejects(refresh(started.server, refreshed.refresh_token ?? ''), { error: 'invalid_grant' });
  });

  it('can narrow the scopes, and not widen them', async () => {
    const { tokens, started } = await obtainTokens(local, { parameters: { scope: 'openid email' } });
    const narrowed = await refresh(started.server, tokens.refresh_token ?? '', { scope: 'openid' });
    const body = await introspect(narrowed.access_token);
    assert.deepEqual(body['scopes'], ['openid']);
    assert.deepEqual(body['consentedClaims'], []);
    const widened = refresh(started.server, narrowed.refresh_token ?? '', { scope: 'openid profile' });
    await assert.rejects(widened, { error: 'invalid_scope' });
  });

  it('of a public client do not live on by being rotated', async (t) => {
    const days = 86_400_000;
    const own = await createLocalAuthlete({ port: 0 });
    t.after(async () => own.close());
    const { tokens, started } = await obtainTokens(own, {
      parameters: { scope: 'openid offline_access', prompt: 'consent' },
    });
    own.clock.advance(9 * days);
    const refreshed = await refresh(started.server, tokens.refresh_token ?? '');
    own.clock.advance(2 * days);
    await assert.rejects(refresh(started.server, refreshed.refresh_token ?? ''), { error: 'invalid_grant' });
  });

  it('that /auth/token/create has made work at the token endpoint as well', async () => {
    const { body } = await call(local, '/auth/token/create', {
      grantType: 'AUTHORIZATION_CODE',
      clientId: 2001,
      subject: 'anybody',
      scopes: ['openid', 'email'],
      acr: 'mfa',
      authTime: 1_700_000_000,
      resources: [RESOURCE],
    });
    const { server } = await startRequest(local);
    const refreshed = await refresh(server, body.refreshToken);
    const facts = await introspect(refreshed.access_token);
    assert.equal(facts['subject'], 'anybody');
    assert.equal(facts['acr'], 'mfa');
    assert.equal(facts['authTime'], 1_700_000_000);
    assert.deepEqual(facts['scopes'], ['openid', 'email']);
    assert.deepEqual(facts['resources'], [RESOURCE]);
  });
});

describe('the request parameter claims (OpenID Connect Core 1.0 section 5.5)', () => {
  it('reaches UserInfo as it was, custom and verified claims included', async () => {
    const userinfo = {
      given_name: { essential: true },
      'https://example.com/department': null,
      verified_claims: [{ verification: { trust_framework: null }, claims: { birthdate: null } }],
    };
    const parameters = { scope: 'openid', claims: JSON.stringify({ userinfo }) };
    const { tokens } = await obtainTokens(local, { parameters });
    const { body } = await call(local, '/auth/userinfo', { token: tokens.access_token });
    assert.deepEqual(JSON.parse(body.userInfoClaims), userinfo);
    assert.deepEqual(body.claims, ['given_name', 'https://example.com/department']);
    assert.deepEqual(body['consentedClaims'], Object.keys(userinfo));
  });

  it('asks for claims of the ID token that are about the sign-in', async () => {
    const parameters = { claims: '{"id_token":{"auth_time":{"essential":true},"acr":null}}' };
    const { tokens } = await obtainTokens(local, { parameters });
    assert.equal(typeof oauth.getValidatedIdTokenClaims(tokens)?.auth_time, 'number');
  });
});
