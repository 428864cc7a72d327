import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { FormBrowser } from './form-browser.ts';
import {
  discover,
  exchangeCode,
  INSECURE,
  obtainTokens,
  PAGE,
  PAGE_URL,
  signInAndAllow,
  startRequest,
} from './sign-in-client.ts';

const APP: oauth.Client = { client_id: '2005' };
const APP_SECRET = oauth.ClientSecretBasic('local-client-secret');

let local: LocalAuthlete;
let server: oauth.AuthorizationServer;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
  server = await discover(local);
});
after(async () => local.close());

async function introspect(token: string, members: object = {}): Promise<ApiBody> {
  return (await call(local, '/auth/introspection', { token, ...members })).body;
}

async function clientCredentials(
  client: oauth.Client,
  authentication: oauth.ClientAuth,
  parameters: Record<string, string>,
  options: oauth.ClientCredentialsGrantRequestOptions = {},
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, {
    ...INSECURE,
    ...options,
  });
  return oauth.processClientCredentialsResponse(server, client, response);
}

describe('the discovery document (OpenID Connect Discovery 1.0, RFC 8414)', () => {
  it('names every endpoint, each of which is there, and what it can', async () => {
    const { pathname } = new URL(server.userinfo_endpoint ?? '');
    assert.equal(pathname, '/api/userinfo');
    for (const [name, path] of Object.entries({
      authorization_endpoint: '/auth',
      token_endpoint: '/token',
      pushed_authorization_request_endpoint: '/par',
      registration_endpoint: '/register',
      revocation_endpoint: '/revocation',
      introspection_endpoint: '/introspection',
      device_authorization_endpoint: '/device/authorization',
      end_session_endpoint: '/logout',
      jwks_uri: '/jwks',
    })) {
      assert.equal(server[name], `${local.url}${path}`);
      const response = await fetch(`${local.url}${path}`, {
        method:
          /authorization_endpoint$|end_session|jwks/.test(name) && !name.startsWith('device')
            ? 'GET'
            : 'POST',
        redirect: 'manual',
      });
      await response.body?.cancel();
      assert.notEqual(response.status, 404, path);
      assert.ok(response.status < 500, path);
    }
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(server.response_types_supported, ['code']);
    assert.deepEqual(server.acr_values_supported, ['pwd', 'mfa']);
    assert.equal(server.claims_parameter_supported, true);
    assert.equal(server.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(server.authorization_details_types_supported, [
      'payment_initiation',
      'account_information',
      'customer_information',
    ]);
    for (const grantType of [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]) {
      assert.ok(server.grant_types_supported?.includes(grantType), grantType);
    }
    assert.ok(server.scopes_supported?.includes('time.read'));
  });
});

describe('client credentials (RFC 6749 section 4.4)', () => {
  it('give a token without a subject', async () => {
    const tokens = await clientCredentials(APP, APP_SECRET, { scope: 'time.read unknown' });
    const body = await introspect(tokens.access_token, { scopes: ['time.read'] });
    assert.equal(body.action, 'OK');
    assert.equal(body['clientId'], 2005);
    assert.equal(body['subject'], undefined);
    assert.equal(body['grantType'], 'CLIENT_CREDENTIALS');
    assert.deepEqual(body['scopes'], ['time.read']);
    assert.equal(body['refreshable'], false);
  });

  it('take a resource (RFC 8707) and authorization details (RFC 9396)', async () => {
    const details = [{ type: 'account_information', actions: ['list_accounts'] }];
    const tokens = await clientCredentials(APP, APP_SECRET, {
      scope: 'time.read',
      resource: 'https://api.example/',
      authorization_details: JSON.stringify(details),
    });
    const body = await introspect(tokens.access_token);
    assert.deepEqual(body['resources'], ['https://api.example/']);
    assert.deepEqual(body['authorizationDetails'], { elements: details });
  });

  it('need the right secret, and a client that may use them', async () => {
    const wrong = clientCredentials(APP, oauth.ClientSecretBasic('wrong'), {});
    await assert.rejects(wrong, (error) => {
      assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
      assert.equal(error.cause[0]?.parameters.error, 'invalid_client');
      return true;
    });
    await assert.rejects(clientCredentials(PAGE, oauth.None(), {}), { error: 'invalid_request' });
  });
});

describe('pushed authorization requests (RFC 9126)', () => {
  async function push(parameters: URLSearchParams): Promise<oauth.PushedAuthorizationResponse> {
    const response = await oauth.pushedAuthorizationRequest(server, PAGE, oauth.None(), parameters, INSECURE);
    return oauth.processPushedAuthorizationResponse(server, PAGE, response);
  }

  it('lead to a token, once', async () => {
    const started = await startRequest(local);
    const { request_uri: requestUri } = await push(started.parameters);
    const url = new URL(server.authorization_endpoint ?? '');
    url.searchParams.set('client_id', PAGE.client_id);
    url.searchParams.set('request_uri', requestUri);
    const browser = new FormBrowser(local.url);
    const tokens = await exchangeCode(started, await signInAndAllow(browser, await browser.open(url)));
    assert.equal((await introspect(tokens.access_token)).action, 'OK');
    const again = await browser.open(url);
    assert.equal(again.left, false);
    assert.equal(again.heading, 'This did not work');
  });

  it('are checked when they are pushed', async () => {
    const started = await startRequest(local, { parameters: { code_challenge: undefined } });
    await assert.rejects(push(started.parameters), { error: 'invalid_request' });
  });
});

describe('dynamic registration (OpenID Connect Dynamic Client Registration 1.0, RFC 7591, RFC 7592)', () => {
  /** The members of a registered client that are text. */
  async function register(metadata: Record<string, oauth.JsonValue>): Promise<Record<string, string>> {
    const response = await oauth.dynamicClientRegistrationRequest(server, metadata, INSECURE);
    const client = await oauth.processDynamicClientRegistrationResponse(response);
    return Object.fromEntries(
      Object.entries(client).filter((member): member is [string, string] => typeof member[1] === 'string'),
    );
  }

  it('gives a number as at Authlete, and tokens of the client are known to Authlete', async () => {
    const client = await register({
      client_name: 'Registered by itself',
      redirect_uris: [PAGE_URL],
      grant_types: ['authorization_code', 'client_credentials'],
    });
    const { client_id = '', client_secret = '', registration_access_token: token } = client;
    assert.match(client_id, /^\d+$/);
    assert.equal(typeof token, 'string');
    const secret = oauth.ClientSecretBasic(client_secret);
    const tokens = await clientCredentials({ client_id }, secret, { scope: 'time.read' });
    assert.equal((await introspect(tokens.access_token))['clientId'], Number(client_id));
  });

  it('lets the client read, change and delete itself, with all of its tokens', async () => {
    const metadata = { redirect_uris: [PAGE_URL], token_endpoint_auth_method: 'none' };
    const { client_id = '', ...client } = await register(metadata);
    const uri = client['registration_client_uri'] ?? '';
    const authorization = `Bearer ${client['registration_access_token']}`;
    assert.ok(uri.startsWith(`${local.url}/register/`));
    const read = await fetch(uri, { headers: { authorization } });
    assert.equal(((await read.json()) as { client_id: string }).client_id, client_id);
    const { tokens } = await obtainTokens(local, { client: { client_id } });
    assert.equal((await fetch(uri, { method: 'DELETE', headers: { authorization } })).status, 204);
    assert.equal((await introspect(tokens.access_token)).action, 'UNAUTHORIZED');
    assert.equal((await fetch(uri, { headers: { authorization } })).status, 401);
  });

  for (const [what, metadata] of [
    ['an address that is no URL', { redirect_uris: ['nonsense'] }],
    ['a script as address', { redirect_uris: ['javascript:alert(1)'] }],
    ['an alias', { redirect_uris: [PAGE_URL], client_id_alias: 'page' }],
    ['a property of another type', { redirect_uris: [PAGE_URL], rs_request_signed: 'yes' }],
    ['an unknown grant type', { redirect_uris: [PAGE_URL], grant_types: ['password'] }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(register(metadata as unknown as Record<string, oauth.JsonValue>), (error) => {
        assert.ok(error instanceof oauth.ResponseBodyError);
        assert.match(error.error, /^invalid_(client_metadata|redirect_uri)$/);
        return true;
      });
    });
  }
});

describe('DPoP (RFC 9449)', () => {
  it('binds the tokens of a client that asks for it, and Authlete wants the proof', async () => {
    const client: oauth.Client = { client_id: '2004' };
    const keys = await oauth.generateKeyPair('ES256');
    const DPoP = oauth.DPoP(client, keys);
    const started = await startRequest(local, { client });
    const browser = new FormBrowser(local.url);
    const page = await signInAndAllow(browser, await browser.open(started.url));
    const unproved = exchangeCode(started, page, client);
    await assert.rejects(unproved, { error: 'invalid_grant' });
    const tokens = await exchangeCode(started, page, client, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const body = await introspect(tokens.access_token);
    assert.match(body.responseContent, /^DPoP error="invalid_token"/);
    const thumbprint = await DPoP.calculateThumbprint();
    const standard = await call(local, '/auth/introspection/standard', {
      parameters: `token=${tokens.access_token}`,
    });
    assert.equal((JSON.parse(standard.body.responseContent) as { cnf: { jkt: string } }).cnf.jkt, thumbprint);

    // The refresh token of a public client is bound as well (section 5).
    const refresh = async (
      options: oauth.TokenEndpointRequestOptions,
    ): Promise<oauth.TokenEndpointResponse> =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token ?? '', {
          ...INSECURE,
          ...options,
        }),
      );
    const otherKey = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    await assert.rejects(refresh({ DPoP: otherKey }), { error: 'invalid_grant' });
    assert.equal((await refresh({ DPoP })).token_type, 'dpop');
  });

  it('asks for a nonce where the service wants one, at the token endpoint too (section 8)', async () => {
    local.properties.change({ dpopNonceRequired: true });
    try {
      const DPoP = oauth.DPoP(APP, await oauth.generateKeyPair('ES256'));
      const request = async (): Promise<oauth.TokenEndpointResponse> =>
        clientCredentials(APP, APP_SECRET, { scope: 'time.read' }, { DPoP });
      await assert.rejects(request(), (error) => oauth.isDPoPNonceError(error));
      const tokens = await request();
      assert.equal(tokens.token_type, 'dpop');
    } finally {
      local.properties.change({ dpopNonceRequired: false });
    }
  });
});

describe('a browser that calls from another origin (CORS)', () => {
  const ORIGIN = new URL(PAGE_URL).origin;

  it('is let in where the page is, at the endpoints that its scripts need', async () => {
    for (const path of ['/token', '/par', '/revocation', '/introspection', '/device/authorization']) {
      const preflight = await fetch(`${local.url}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: ORIGIN,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'dpop',
        },
      });
      assert.equal(preflight.status, 204, path);
      assert.equal(preflight.headers.get('access-control-allow-origin'), ORIGIN);
      assert.equal(preflight.headers.get('access-control-allow-headers'), 'dpop');
    }
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      const response = await fetch(`${local.url}${path}`, { headers: { origin: ORIGIN } });
      assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN);
    }
    const answer = await post(ORIGIN);
    assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN);
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /DPoP-Nonce/);
  });

  it('is refused from elsewhere, and so is a client with a secret', async () => {
    for (const [origin, client] of [
      ['https://attacker.example', '2001'],
      ['null', '2001'],
      ['http://127.0.0.1:3000', '2005'],
    ] as const) {
      const answer = await post(origin, client);
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
  });

  async function post(origin: string, client = '2001'): Promise<Response> {
    return fetch(`${local.url}/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ client_id: client, grant_type: 'refresh_token', refresh_token: 'x' }),
    });
  }
});
