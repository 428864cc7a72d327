import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import type { Provider } from 'oidc-provider';

import { createClock } from '../src/clock.ts';
import { Clients } from '../src/engine/clients.ts';
import { createProvider } from '../src/engine/provider.ts';
import { generateSigningKeys } from '../src/engine/signing-keys.ts';
import { Store } from '../src/engine/store.ts';
import { Tokens } from '../src/engine/tokens.ts';
import { resolveOptions } from '../src/options.ts';

const REDIRECT_URI = 'https://client.example/callback';

type ModelClass = new (members: object) => { save(): Promise<string> };

let provider: Provider & { readonly AuthorizationCode: ModelClass };
let tokens: Tokens;
let tokenEndpoint: string;
let authorization: string;
const server = createServer();

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = createClock(Date.now);
  const store = new Store(clock);
  provider = createProvider(
    issuer,
    resolveOptions({}),
    await generateSigningKeys(),
    store,
    clock,
  ) as typeof provider;
  tokens = new Tokens(provider, store, clock);
  const client = new Clients(provider, store).register({
    client_id: '2001',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
  });
  authorization = `Basic ${Buffer.from(`2001:${String(client['client_secret'])}`).toString('base64')}`;
  tokenEndpoint = `${issuer}/token`;
  const respond = provider.callback();
  server.on('request', (request, response) => {
    void respond(request, response);
  });
});
after(() => server.close());

async function requestToken(parameters: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(parameters),
  });
  return (await response.json()) as Record<string, string>;
}

describe('a token that the engine issues', () => {
  it('carries how and when the user signed in (RFC 9470 section 6), after a refresh too', async () => {
    const grant = new provider.Grant({ clientId: '2001', accountId: 'john' });
    grant.addOIDCScope('openid offline_access');
    const code = new provider.AuthorizationCode({
      clientId: '2001',
      accountId: 'john',
      grantId: await grant.save(),
      redirectUri: REDIRECT_URI,
      scope: 'openid offline_access',
      acr: 'gold',
      authTime: 1_700_000_000,
      expiresIn: 60,
    });
    const first = await requestToken({
      grant_type: 'authorization_code',
      code: await code.save(),
      redirect_uri: REDIRECT_URI,
    });
    const second = await requestToken({
      grant_type: 'refresh_token',
      refresh_token: String(first['refresh_token']),
    });
    for (const { access_token: value } of [first, second]) {
      const { subject, details } = (await tokens.find(String(value)))!;
      assert.equal(subject, 'john');
      assert.equal(details.acr, 'gold');
      assert.equal(details.authTime, 1_700_000_000);
    }
  });

  it('carries the resource that it was issued for (RFC 8707 section 2)', async () => {
    const members = { clientId: '2001', accountId: 'john', scope: 'openid', expiresIn: 60 };
    for (const [aud, resources] of [
      ['https://api.example/', ['https://api.example/']],
      [undefined, undefined],
    ] as const) {
      const value = await new provider.AccessToken({ ...members, aud }).save();
      assert.deepEqual((await tokens.find(value))?.details.resources, resources);
    }
  });
});
