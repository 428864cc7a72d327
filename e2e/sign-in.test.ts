// Signing in as README promises it: `npm start`, a client that knows nothing of ours, and a browser that reads forms.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import * as openid from 'openid-client';
import { FormBrowser, type ShownPage } from '../packages/local-authlete/test/form-browser.ts';
import { StartedProgram } from './started-program.ts';

suite('sign-in: openid-client at local Authlete, and the tokens at the server', () => {
  let program: StartedProgram;
  let page: string;

  before(async () => {
    program = await StartedProgram.start({ DPOP: 'accept' });
    page = `${program.url}/`;
  });
  after(() => program.stop());

  function discover(
    clientId = '2001',
    metadata: Partial<openid.ClientMetadata> = {},
    authentication = openid.None(),
  ): Promise<openid.Configuration> {
    const options = { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] };
    return openid.discovery(new URL(program.authleteUrl), clientId, metadata, authentication, options);
  }

  const signIn = (browser: FormBrowser, shown: ShownPage, password = 'john'): Promise<ShownPage> =>
    browser.send(shown, { fill: { username: 'john', password }, press: 'Sign in' });

  interface Wishes {
    readonly parameters?: Record<string, string>;
    readonly browser?: FormBrowser;
    readonly pushed?: boolean;
    readonly DPoP?: openid.DPoPHandle;
    /** Boxes of the consent page to clear. */
    readonly clear?: readonly string[];
  }

  async function obtainTokens(
    configuration: openid.Configuration,
    { parameters = {}, browser, pushed = false, DPoP, clear = [] }: Wishes = {},
  ): Promise<openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers> {
    const used = browser ?? new FormBrowser(program.authleteUrl);
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const all = {
      redirect_uri: page,
      scope: 'openid profile email',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...parameters,
    };
    const options = DPoP ? { DPoP } : {};
    const url = pushed
      ? await openid.buildAuthorizationUrlWithPAR(configuration, all, options)
      : openid.buildAuthorizationUrl(configuration, all);
    let shown = await used.open(url);
    if (shown.heading === 'Sign in') shown = await signIn(used, shown);
    if (shown.heading === 'Allow access?') shown = await used.send(shown, { press: 'Allow', clear });
    const checks = { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true };
    return openid.authorizationCodeGrant(configuration, shown.url, checks, undefined, options);
  }

  async function call(path: string, token: string): Promise<Response> {
    return fetch(`${program.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  }

  test('code and PKCE: the token of john opens the endpoints, a refreshed one too', async () => {
    const configuration = await discover();
    const tokens = await obtainTokens(configuration);
    assert.equal(tokens.claims()?.sub, '1');
    assert.equal((await call('/api/time', tokens.access_token)).status, 200);
    const claims = await openid.fetchUserInfo(configuration, tokens.access_token, '1');
    assert.equal(claims.name, 'John Smith');
    assert.equal(claims.email, 'john@example.com');
    const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    assert.equal((await call('/api/time', refreshed.access_token)).status, 200);
  });

  test('what john leaves out at the consent page, the server does not tell', async () => {
    const configuration = await discover();
    const tokens = await obtainTokens(configuration, { clear: ['scope=email'] });
    const claims = await openid.fetchUserInfo(configuration, tokens.access_token, '1');
    assert.equal(claims.name, 'John Smith');
    assert.equal(claims.email, undefined);
  });

  test('the password is that of the users database, and a wrong one does not help', async () => {
    const browser = new FormBrowser(program.authleteUrl);
    const url = openid.buildAuthorizationUrl(await discover(), {
      redirect_uri: page,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    });
    const shown = await browser.open(url);
    assert.doesNotMatch(shown.html, /There is one account/);
    const refused = await signIn(browser, shown, 'wrong');
    assert.equal(refused.alert, 'The username or the password is wrong.');
    const consent = await signIn(browser, refused);
    assert.match(consent.html, /You are signed in as <strong>john<\/strong>/);
  });

  test('PAR and DPoP with nonces: the token opens the endpoints with proofs, and not without', async () => {
    const configuration = await discover('2004');
    const DPoP = openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
    await switchNonces(true);
    try {
      const tokens = await obtainTokens(configuration, { pushed: true, DPoP });
      assert.equal(tokens.token_type, 'dpop');
      const url = new URL(`${program.url}/api/time`);
      const response = await openid.fetchProtectedResource(
        configuration,
        tokens.access_token,
        url,
        'GET',
        undefined,
        undefined,
        { DPoP },
      );
      assert.equal(response.status, 200);
      const claims = await openid.fetchUserInfo(configuration, tokens.access_token, '1', { DPoP });
      assert.equal(claims.name, 'John Smith');
      assert.equal((await call('/api/time', tokens.access_token)).status, 401);
    } finally {
      await switchNonces(false);
    }
  });

  async function switchNonces(dpopNonceRequired: boolean): Promise<void> {
    const response = await fetch(`${program.authleteUrl}/local/service`, {
      method: 'POST',
      headers: { Authorization: 'Bearer local-access-token', 'Content-Type': 'application/json' },
      body: JSON.stringify({ dpopNonceRequired }),
    });
    assert.equal(response.status, 200);
  }

  test('signed UserInfo for the client that has it', async () => {
    const configuration = await discover('2002', { userinfo_signed_response_alg: 'ES256' });
    const tokens = await obtainTokens(configuration);
    const claims = await openid.fetchUserInfo(configuration, tokens.access_token, '1');
    assert.equal(claims.name, 'John Smith');
  });

  test('client credentials and the device flow', async () => {
    const app = await discover('2005', {}, openid.ClientSecretBasic('local-client-secret'));
    const own = await openid.clientCredentialsGrant(app, { scope: 'time.read' });
    assert.equal((await call('/api/time', own.access_token)).status, 200);
    assert.equal((await call('/api/userinfo', own.access_token)).status, 403);

    const commandLine = await discover('2006');
    const device = await openid.initiateDeviceAuthorization(commandLine, { scope: 'openid' });
    const browser = new FormBrowser(program.authleteUrl);
    const entry = await browser.open(device.verification_uri);
    const fill = { user_code: device.user_code };
    const confirmation = await browser.send(entry, { fill, press: 'Continue' });
    const consent = await signIn(browser, await browser.send(confirmation, { press: 'It is my device' }));
    await browser.send(consent, { press: 'Allow' });
    const tokens = await openid.pollDeviceAuthorizationGrant(commandLine, { ...device, interval: 1 });
    assert.equal((await call('/api/userinfo', tokens.access_token)).status, 200);
  });

  test('dynamic registration: the client signs john in', async () => {
    const configuration = await openid.dynamicClientRegistration(
      new URL(program.authleteUrl),
      { redirect_uris: [page], client_name: 'Somebody new' },
      undefined,
      { execute: [openid.allowInsecureRequests] },
    );
    const tokens = await obtainTokens(configuration);
    assert.equal((await call('/api/userinfo', tokens.access_token)).status, 200);
  });

  test('step-up: a sign-in that is asked to be strong and fresh', async () => {
    const configuration = await discover();
    const browser = new FormBrowser(program.authleteUrl);
    await obtainTokens(configuration, { browser });
    const tokens = await obtainTokens(configuration, {
      browser,
      parameters: { acr_values: 'mfa', max_age: '300' },
    });
    assert.equal(tokens.claims()?.['acr'], 'mfa');
  });

  test('after revocation and after logout the very next request is refused', async () => {
    const configuration = await discover();
    const revoked = await obtainTokens(configuration);
    assert.equal((await call('/api/userinfo', revoked.access_token)).status, 200);
    await openid.tokenRevocation(configuration, revoked.access_token);
    assert.equal((await call('/api/userinfo', revoked.access_token)).status, 401);

    const browser = new FormBrowser(program.authleteUrl);
    const tokens = await obtainTokens(configuration, { browser });
    const url = openid.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: page,
    });
    const back = await browser.send(await browser.open(url), { press: 'Sign out' });
    assert.equal(back.url.href, page);
    assert.equal((await call('/api/userinfo', tokens.access_token)).status, 401);
  });
});
