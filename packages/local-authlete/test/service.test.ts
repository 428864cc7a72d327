import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { discoveryRequest, processDiscoveryResponse, allowInsecureRequests } from 'oauth4webapi';

import { ENCRYPTION_ALGORITHMS, SIGNING_ALGORITHMS } from '../src/engine/algorithms.ts';
import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { TRANSFORMATION_FUNCTIONS } from '../src/transformed-claims/transformation-functions.ts';
import { address, call, CREDENTIALS, GENERATIONS } from './authlete-api.ts';

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0, userInfoEndpoint: 'https://rs.example/userinfo' });
});
after(async () => local.close());

describe('/service/configuration', () => {
  for (const generation of GENERATIONS) {
    for (const body of [undefined, {}]) {
      it(`answers ${body ? 'POST' : 'GET'} with the document that is published (${generation})`, async () => {
        const answer = await call(local, '/service/configuration', body, { generation });
        const published = await fetch(`${local.url}/.well-known/openid-configuration`);
        assert.equal(published.headers.get('x-local-authlete'), '1');
        assert.deepEqual(answer.body, await published.json());
        assert.equal(answer.body['issuer'], local.url);
        assert.equal(answer.body['userinfo_endpoint'], 'https://rs.example/userinfo');
      });
    }
  }

  it('answers POST without a body, and indents on request', async () => {
    const response = await fetch(address(local, '/service/configuration?pretty=true', 'V3'), {
      method: 'POST',
      headers: { authorization: CREDENTIALS.V3 },
    });
    assert.equal(response.status, 200);
    const pretty = await fetch(address(local, '/service/configuration?pretty=true', 'V3'), {
      headers: { authorization: CREDENTIALS.V3 },
    });
    assert.match(await pretty.text(), /^\{\n {2}"/);
  });

  it('says that it does not patch', async () => {
    const { status, body } = await call(local, '/service/configuration', { patch: '[]' });
    assert.equal(status, 400);
    assert.match(body.resultMessage, /patch/);
  });

  it('is a document that a client accepts (OpenID Connect Discovery 1.0 section 4.3)', async () => {
    const issuer = new URL(local.url);
    const response = await discoveryRequest(issuer, { [allowInsecureRequests]: true });
    const server = await processDiscoveryResponse(issuer, response);
    assert.equal(server.jwks_uri, `${local.url}/jwks`);
    const {
      userinfo_signing_alg_values_supported: signing,
      userinfo_encryption_alg_values_supported: encryption,
    } = server;
    assert.deepEqual(signing?.toSorted(), SIGNING_ALGORITHMS.toSorted());
    assert.deepEqual(encryption?.toSorted(), ENCRYPTION_ALGORITHMS.toSorted());
    assert.deepEqual(server['subject_types_supported'], ['public', 'pairwise']);
  });

  it('tells which transformed claims there are (OpenID Connect Advanced Syntax for Claims 1.0)', async () => {
    const { body } = await call(local, '/service/configuration');
    assert.deepEqual(body['transformed_claims_functions_supported'], TRANSFORMATION_FUNCTIONS);
    assert.deepEqual(body['transformed_claims_predefined'], {
      '18_or_over': { claim: 'birthdate', fn: ['years_ago', ['gte', 18]] },
    });
  });
});

describe('GET /service/jwks/get', () => {
  for (const generation of GENERATIONS) {
    it(`answers the public keys that are published, and the private ones on request (${generation})`, async () => {
      const { body } = await call(local, '/service/jwks/get', undefined, { generation });
      const published = (await (await fetch(`${local.url}/jwks`)).json()) as { keys: { kid: string }[] };
      assert.deepEqual(
        body.keys.map((key) => key['kid']),
        published.keys.map(({ kid }) => kid),
      );
      assert.deepEqual(
        body.keys.map((key) => key['crv'] ?? key['alg'] ?? key['kty']),
        ['RSA', 'P-256', 'P-256', 'P-384', 'P-521', 'Ed25519', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'],
      );
      assert.equal(
        body.keys.some((key) => 'd' in key || 'priv' in key),
        false,
      );
      const all = await call(local, '/service/jwks/get?includePrivateKeys=true', undefined, { generation });
      assert.equal(
        all.body.keys.every((key) => 'd' in key || 'priv' in key),
        true,
      );
    });
  }
});

describe('the calls without credentials', () => {
  it('GET /api/lifecycle/healthcheck answers OK as text', async () => {
    const response = await fetch(`${local.url}/api/lifecycle/healthcheck?extended=true`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/plain');
    assert.equal(await response.text(), 'OK');
  });

  it('GET /api/misc/echo answers the query as JSON', async () => {
    const response = await fetch(`${local.url}/api/misc/echo?a=1&b=x%20y`);
    assert.deepEqual(await response.json(), { a: '1', b: 'x y' });
  });

  it('the UserInfo endpoint of the OpenID Provider is no path: the resource server has it', async () => {
    for (const path of ['/me', '/userinfo', '/interaction']) {
      assert.equal((await fetch(`${local.url}${path}`)).status, 404);
    }
  });
});
