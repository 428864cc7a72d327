import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';

import * as oauth from 'oauth4webapi';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken } from './authlete-api.ts';
import { FormBrowser } from './form-browser.ts';
import { INSECURE, obtainTokens, PAGE, PAGE_URL, signInAndAllow, startRequest } from './sign-in-client.ts';

describe('after a restart with the same state', () => {
  let directory: string;
  let state: string;
  let running: LocalAuthlete;
  let port: number;
  let count = 0;

  before(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'local-authlete-'));
  });
  after(() => rmSync(directory, { recursive: true }));
  afterEach(async () => running.close());

  /** The same address both times: browsers and clients know it. */
  async function start(): Promise<LocalAuthlete> {
    count += 1;
    state = path.join(directory, `${count}.db`);
    running = await createLocalAuthlete({ port: 0, state });
    port = Number(new URL(running.url).port);
    return running;
  }

  async function restart(): Promise<LocalAuthlete> {
    await running.close();
    running = await createLocalAuthlete({ port, state });
    await dropConnections();
    return running;
  }

  /** `fetch` keeps connections for the same address, and finds out late that they ended with the first one. */
  async function dropConnections(): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const answer = await fetch(`${running.url}/api/lifecycle/healthcheck`).catch(() => undefined);
      if (answer) {
        await answer.text();
        return;
      }
    }
  }

  it('tokens are valid, whoever issued them, and refresh', async () => {
    const first = await start();
    const { tokens } = await obtainTokens(first, { parameters: { resource: 'https://api.example/' } });
    const created = await createToken(first, {
      scopes: ['openid'],
      acr: 'gold',
      accessTokenPersistent: true,
    });
    const before = await Promise.all(
      [tokens.access_token, created].map(async (token) => call(first, '/auth/introspection', { token })),
    );
    const second = await restart();
    for (const [index, token] of [tokens.access_token, created].entries()) {
      const { body } = await call(second, '/auth/introspection', { token });
      assert.equal(body.action, 'OK');
      assert.deepEqual(body, before[index]?.body);
    }
    const server = (await startRequest(second)).server;
    const response = await oauth.refreshTokenGrantRequest(
      server,
      PAGE,
      oauth.None(),
      tokens.refresh_token ?? '',
      INSECURE,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, PAGE, response);
    const { body } = await call(second, '/auth/introspection', { token: refreshed.access_token });
    assert.deepEqual(body['resources'], ['https://api.example/']);
  });

  it('keys are the same, so that what was signed before can still be verified', async () => {
    const first = await start();
    const keysOf = async ({ url }: LocalAuthlete): Promise<unknown> => (await fetch(`${url}/jwks`)).json();
    const before = await keysOf(first);
    assert.deepEqual(await keysOf(await restart()), before);
  });

  it('people are still signed in, and their consent holds', async () => {
    const first = await start();
    const { browser } = await obtainTokens(first);
    const second = await restart();
    const page = await browser.open((await startRequest(second)).url);
    assert.equal(page.left, true);
    assert.ok(page.url.searchParams.get('code'));
  });

  it('somebody who was on the sign-in page goes on', async () => {
    const first = await start();
    const browser = new FormBrowser(first.url);
    const page = await browser.open((await startRequest(first)).url);
    await restart();
    assert.equal((await signInAndAllow(browser, page)).left, true);
  });

  it('clients are there, those that were registered with their secrets and those that are always there', async () => {
    const first = await start();
    const { client_id: id, ...registered } = await first.registerClient({
      client_id_alias: 'shop',
      redirect_uris: [PAGE_URL],
    });
    const second = await restart();
    const token = await createToken(second, { clientId: undefined, clientIdentifier: 'shop' });
    const { body } = await call(second, '/auth/introspection', { token });
    assert.equal(body['clientId'], Number(id));
    const response = await fetch(`${second.url}/introspection`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${id}:${String(registered['client_secret'])}`)}` },
      body: new URLSearchParams({ token }),
    });
    assert.equal(((await response.json()) as { active: boolean }).active, true);
    assert.equal((await call(second, '/local/status')).body['clients'], 10);
  });

  it('what was revoked stays revoked', async () => {
    const first = await start();
    const { tokens } = await obtainTokens(first);
    await call(first, '/auth/token/revoke', { accessTokenIdentifier: tokens.access_token });
    const { body } = await call(await restart(), '/auth/introspection', { token: tokens.access_token });
    assert.equal(body.action, 'UNAUTHORIZED');
  });

  it('a new page URL holds for the clients that are always there', async () => {
    await start();
    await running.close();
    running = await createLocalAuthlete({ port, state, pageUrl: 'http://127.0.0.1:9001/' });
    await dropConnections();
    const { url } = await startRequest(running, { redirectUri: 'http://127.0.0.1:9001/' });
    assert.equal((await new FormBrowser(running.url).open(url)).heading, 'Sign in');
    const { url: before } = await startRequest(running);
    assert.equal((await new FormBrowser(running.url).open(before)).heading, 'This did not work');
  });
});
