import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createLocalAuthlete, readLocalAuthleteOptions } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { developmentAccounts } from '../src/sign-in/development-accounts.ts';
import { call, createToken } from './authlete-api.ts';

describe('the options', () => {
  it('have the published defaults', () => {
    const { knownScopes, now, accounts, ...settings } = resolveOptions({});
    assert.deepEqual(settings, {
      host: '127.0.0.1',
      port: 8000,
      serviceId: '10001',
      apiSecret: 'local-secret',
      serviceAccessToken: 'local-access-token',
      userInfoEndpoint: 'http://127.0.0.1:8001/api/userinfo',
      pageUrl: 'http://127.0.0.1:8001/',
      acrValues: ['pwd', 'mfa'],
      authorizationDetailsTypes: ['payment_initiation', 'account_information', 'customer_information'],
      state: 'memory',
      mutualTls: undefined,
      dpopNonceRequired: false,
    });
    assert.equal(now, Date.now);
    assert.equal(accounts, developmentAccounts);
    assert.equal([...knownScopes].includes('time.read'), true);
  });

  for (const host of ['0.0.0.0', '192.168.1.1', '::', 'example.com', '127.0.0.1.example.com', '']) {
    it(`refuse to listen on "${host}", and say why`, async () => {
      await assert.rejects(createLocalAuthlete({ host, port: 0 }), {
        name: 'TypeError',
        message: /^host must be a loopback address .+ secrets/,
      });
    });
  }

  for (const host of ['127.0.0.2', 'localhost', '::1']) {
    it(`listen on ${host}`, async (t) => {
      const local = await createLocalAuthlete({ host, port: 0 });
      t.after(async () => local.close());
      const response = await fetch(`${local.url}/.well-known/openid-configuration`);
      assert.equal(((await response.json()) as Record<string, unknown>)['issuer'], local.url);
    });
  }

  for (const [name, value] of [
    ['port', 65_536],
    ['port', 1.5],
    ['port', Number.NaN],
    ['serviceId', 'abc'],
    ['serviceId', ''],
    ['apiSecret', ''],
    ['serviceAccessToken', 'a b'],
    ['userInfoEndpoint', '/api/userinfo'],
    ['userInfoEndpoint', 'file:///x'],
    ['apiScopes', ['a b']],
    ['pageUrl', 'app:/'],
    ['acrValues', []],
    ['acrValues', ['a b']],
    ['authorizationDetailsTypes', ['']],
    ['mutualTls', { port: -1, certificate: '', key: '' }],
  ] as const) {
    it(`name ${name} when it is ${JSON.stringify(value)}`, async () => {
      await assert.rejects(createLocalAuthlete({ port: 0, [name]: value }), {
        name: 'TypeError',
        message: new RegExp(`^${name}(?:\\.port)? must`),
      });
    });
  }

  it('bring other scopes, another service, another time', async (t) => {
    const start = Date.UTC(2001, 0, 1);
    const local = await createLocalAuthlete({
      port: 0,
      serviceId: '42',
      apiScopes: ['pay'],
      now: () => start,
    });
    t.after(async () => local.close());
    const token = await createToken(local, { scopes: ['pay'] });
    const { body } = await call(local, '/auth/introspection', { token, scopes: ['pay'] });
    assert.equal(body.action, 'OK');
    assert.equal(body.expiresAt, start + 3_600_000);
    assert.equal(local.clock.now(), start);
    await assert.rejects(createToken(local, { scopes: ['time.read'] }));
  });

  it('are read from the environment, where empty is absent', () => {
    assert.deepEqual(readLocalAuthleteOptions({}), {});
    assert.deepEqual(readLocalAuthleteOptions({ LOCAL_AUTHLETE_PORT: '', PORT: '1' }), {});
    assert.deepEqual(
      readLocalAuthleteOptions({
        LOCAL_AUTHLETE_HOST: '::1',
        LOCAL_AUTHLETE_PORT: '0',
        LOCAL_AUTHLETE_SERVICE_ID: '7',
        LOCAL_AUTHLETE_API_SECRET: 's',
        LOCAL_AUTHLETE_SERVICE_ACCESS_TOKEN: 't',
        LOCAL_AUTHLETE_USER_INFO_ENDPOINT: 'http://x/',
        LOCAL_AUTHLETE_PAGE_URL: 'http://y/',
        LOCAL_AUTHLETE_STATE: './state.db',
      }),
      {
        host: '::1',
        port: 0,
        serviceId: '7',
        apiSecret: 's',
        serviceAccessToken: 't',
        userInfoEndpoint: 'http://x/',
        pageUrl: 'http://y/',
        state: './state.db',
      },
    );
    const file = fileURLToPath(import.meta.url);
    const mtls = { LOCAL_AUTHLETE_MTLS_CERTIFICATE: file, LOCAL_AUTHLETE_MTLS_KEY: file };
    const { mutualTls } = readLocalAuthleteOptions({ LOCAL_AUTHLETE_MTLS_PORT: '8443', ...mtls });
    assert.equal(mutualTls?.port, 8443);
    assert.equal(mutualTls.certificate, readFileSync(file, 'utf8'));
    assert.deepEqual(readLocalAuthleteOptions(mtls), {});
    for (const [name, value] of [
      ['MTLS_PORT', '8443'],
      ['PORT', '0x10'],
      ['PORT', ' '],
      ['HOST', '0.0.0.0'],
    ] as const) {
      assert.throws(() => readLocalAuthleteOptions({ [`LOCAL_AUTHLETE_${name}`]: value }), TypeError);
    }
  });
});

describe('createLocalAuthlete', () => {
  it('rejects with the code of the system when the port is in use', async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    await assert.rejects(createLocalAuthlete({ port }), { code: 'EADDRINUSE' });
  });

  it('can be closed twice, and leaves the port free', async (t) => {
    const local = await createLocalAuthlete({ port: 0 });
    await Promise.all([local.close(), local.close()]);
    const again = await createLocalAuthlete({ port: Number(new URL(local.url).port) });
    t.after(async () => again.close());
    assert.equal(again.url, local.url);
  });
});
