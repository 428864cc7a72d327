import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete, LocalAuthleteOptions } from '../src/index.ts';
import { FormBrowser } from './form-browser.ts';
import type { ShownPage } from './form-browser.ts';

export const INSECURE: { readonly [oauth.allowInsecureRequests]: true } = {
  [oauth.allowInsecureRequests]: true,
};

/** The preconfigured client of the page, and where it is. */
export const PAGE: oauth.Client = { client_id: '2001' };
export const PAGE_URL = 'http://127.0.0.1:8001/';

/** Reads the discovery document as a client that knows nothing of ours does. */
export async function discover({ url }: { readonly url: string }): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(url);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
}

/** An authorization request of a client, and what is needed to go on with its answer. */
export interface Started {
  readonly server: oauth.AuthorizationServer;
  readonly url: URL;
  readonly parameters: URLSearchParams;
  readonly verifier: string;
  readonly state: string;
}

export interface StartOptions {
  readonly client?: oauth.Client;
  readonly redirectUri?: string;
  /** Replace the usual ones; `undefined` leaves one out. A list repeats one. */
  readonly parameters?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Prepares an authorization request with PKCE, for `openid profile email time.read` unless told otherwise. */
export async function startRequest(
  local: Pick<LocalAuthlete, 'url'>,
  { client = PAGE, redirectUri = PAGE_URL, parameters = {} }: StartOptions = {},
): Promise<Started> {
  const server = await discover(local);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint ?? '');
  const all = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email time.read',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) {
    for (const single of value === undefined ? [] : [value].flat()) {
      url.searchParams.append(name, single);
    }
  }
  return { server, url, parameters: url.searchParams, verifier, state };
}

/** A local Authlete of its own for a test that moves the clock, counts attempts or brings accounts along. */
export async function startOwn(t: TestContext, options: LocalAuthleteOptions = {}): Promise<LocalAuthlete> {
  const own = await createLocalAuthlete({ port: 0, ...options });
  t.after(async () => own.close());
  return own;
}

/** Opens the sign-in page in a new browser. */
export async function openSignIn(
  local: LocalAuthlete,
  options: StartOptions = {},
): Promise<{ browser: FormBrowser; page: ShownPage }> {
  const browser = new FormBrowser(local.url);
  const { url } = await startRequest(local, options);
  const page = await browser.open(url);
  assert.equal(page.heading, 'Sign in');
  return { browser, page };
}

/** Signs john in where that is asked for, and allows everything. */
export async function signInAndAllow(browser: FormBrowser, page: ShownPage): Promise<ShownPage> {
  const consent = page.heading === 'Sign in' ? await signIn(browser, page) : page;
  return consent.heading === 'Allow access?' ? browser.send(consent, { press: 'Allow' }) : consent;
}

export async function signIn(
  browser: FormBrowser,
  page: ShownPage,
  username = 'john',
  password = 'john',
): Promise<ShownPage> {
  return browser.send(page, { fill: { username, password }, press: 'Sign in' });
}

/** Exchanges the code that a redirect has brought back. */
export async function exchangeCode(
  { server, verifier, state }: Started,
  page: ShownPage,
  client: oauth.Client = PAGE,
  options: oauth.TokenEndpointRequestOptions & { readonly authentication?: oauth.ClientAuth } = {},
): Promise<oauth.TokenEndpointResponse> {
  const callback = oauth.validateAuthResponse(server, client, page.url, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    options.authentication ?? oauth.None(),
    callback,
    page.url.origin + page.url.pathname,
    verifier,
    { ...INSECURE, ...options },
  );
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

/** The whole way, from nothing to tokens. */
export async function obtainTokens(
  local: Pick<LocalAuthlete, 'url'>,
  options: StartOptions = {},
  browser: FormBrowser = new FormBrowser(local.url),
): Promise<{ started: Started; browser: FormBrowser; tokens: oauth.TokenEndpointResponse }> {
  const started = await startRequest(local, options);
  const page = await signInAndAllow(browser, await browser.open(started.url));
  return { started, browser, tokens: await exchangeCode(started, page, options.client) };
}
