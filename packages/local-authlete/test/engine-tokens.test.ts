import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';

import { createClock } from '../src/clock.ts';
import { Clients } from '../src/engine/clients.ts';
import { loadSigningKeys } from '../src/engine/load-signing-keys.ts';
import { createProvider } from '../src/engine/provider.ts';
import { MemoryStore } from '../src/engine/memory-store.ts';
import { Tokens } from '../src/engine/tokens.ts';
import { resolveOptions } from '../src/options.ts';
import { createProperties } from '../src/service-properties.ts';

const REDIRECT_URI = 'https://client.example/callback';

type ModelClass = new (members: object) => { save(): Promise<string> };

let provider: Provider & { readonly AuthorizationCode: ModelClass };
let tokens: Tokens;
let clients: Clients;
let issuer: string;
let authorization: string;
const server = createServer();

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = createClock(Date.now);
  const store = new MemoryStore(clock);
  provider = createProvider({
    issuer,
    settings: resolveOptions({}),
    properties: createProperties(false),
    keys: await loadSigningKeys(store),
    store,
    clock,
  }) as typeof provider;
  tokens = new Tokens(provider, store, clock);
  clients = new Clients(provider, store);
  authorization = registerClient('2001');
  const respond = provider.callback();
  server.on('request', (request, response) => {
    void respond(request, response);
  });
});
after(() => server.close());

/** Registers a client; answers the value of the header by which it authenticates. */
function registerClient(client_id: string, metadata: object = {}): string {
  const client = clients.register({
    client_id,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    ...metadata,
  });
  return `Basic ${Buffer.from(`${client_id}:${String(client['client_secret'])}`).toString('base64')}`;
}

async function post(
  path: string,
  parameters: Record<string, string>,
  headers: Record<string, string> = { authorization },
): Promise<Record<string, string>> {
  const body = new URLSearchParams(parameters);
  const response = await fetch(`${issuer}${path}`, { method: 'POST', headers, body });
  return (await response.json()) as Record<string, string>;
}

/** What the sign-in of a user leaves behind, for a client to fetch tokens with. */
async function createCode(clientId: string, scope: string, members: object = {}): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId: 'john' });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const common = { clientId, accountId: 'john', grantId, redirectUri: REDIRECT_URI, scope, expiresIn: 60 };
  return new provider.AuthorizationCode({ ...common, ...members }).save();
}

describe('a token that the engine issues', () => {
  it('carries how and when the user signed in (RFC 9470 section 6), after a refresh too', async () => {
    const code = await createCode('2001', 'openid offline_access', { acr: 'gold', authTime: 1_700_000_000 });
    const first = await post('/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
    });
    const second = await post('/token', {
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

describe('a client with pairwise subject identifiers (OpenID Connect Core 1.0 section 8.1)', () => {
  const sha256 = (text: string): string => hash('sha256', text, 'base64url');

  it('finds them in ID tokens: of the host of its redirect URIs, the subject and the API secret', async () => {
    const headers = { authorization: registerClient('2002', { subject_type: 'pairwise' }) };
    const code = await createCode('2002', 'openid');
    const parameters = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    const { id_token, access_token } = await post('/token', parameters, headers);
    assert.equal(decodeJwt(id_token!).sub, sha256('client.examplejohnlocal-secret'));
    // The token is still that of the user: who calls /auth/userinfo/issue says what becomes of the subject.
    assert.equal((await tokens.find(access_token!))?.subject, 'john');
  });

  it('can name another host, with sector_identifier_uri', async () => {
    const sector_identifier_uri = 'https://sector.example/uris';
    registerClient('2003', { subject_type: 'pairwise', sector_identifier_uri });
    assert.equal((await clients.load('2003'))?.sectorIdentifier, 'sector.example');
  });
});

describe('a claims parameter', () => {
  const request = { client_id: '2001', response_type: 'code', redirect_uri: REDIRECT_URI, scope: 'openid' };

  async function push(claims: object): Promise<Record<string, string>> {
    return post('/par', { ...request, claims: JSON.stringify(claims) });
  }

  it('is refused when its transformed claims are not well defined (Advanced Syntax for Claims 1.0)', async () => {
    const userinfo = { ':over': null };
    const define = (fn: unknown): object => ({ over: { claim: 'birthdate', fn } });
    const good = await push({ userinfo, transformed_claims: define(['years_ago', ['gte', 18]]) });
    assert.match(good['request_uri'] ?? JSON.stringify(good), /^urn:/);
    for (const fn of [['unheard_of'], [['gte']], 'years_ago']) {
      for (const claims of [
        { userinfo, transformed_claims: define(fn) },
        { userinfo, _asc: { transformed_claims: define(fn) } },
      ]) {
        const { error, error_description } = await push(claims);
        assert.equal(error, 'invalid_request');
        assert.match(String(error_description), /transform/);
      }
    }
  });
});
