// The metadata of this server's resources (RFC 9728), the challenges that lead to them, and tokens for them (RFC 8707).
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { type Answer, ask, startParts } from '../running-parts.ts';
import { askAs } from './ask-as.ts';
import { assertChallenge } from './assert-challenge.ts';
import { DpopClient } from './dpop-client.ts';

const ROOT = 'https://api.example.com';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const METADATA = `resource_metadata="${ROOT}${WELL_KNOWN}"`;

/** What an independent client finds out about a resource whose requests reach this socket. */
async function discover(url: string, resource: string): Promise<oauth.ResourceServer> {
  const response = await oauth.resourceDiscoveryRequest(new URL(resource), {
    [oauth.customFetch]: (asked, { method, headers }) => {
      assert.equal(new URL(asked).origin, new URL(resource).origin);
      return fetch(new URL(new URL(asked).pathname, url), { method, headers });
    },
  });
  return oauth.processResourceDiscoveryResponse(new URL(resource), response);
}

suite('RFC 9728: metadata', () => {
  test('of one resource: what the server does, and nothing more', async (t) => {
    const environment = {
      RESOURCE: ROOT,
      AUTHORIZATION_SERVERS: 'https://as.example.com,https://b.example.com',
    };
    const { url } = await startParts(t, environment);
    const answer = await ask(url, WELL_KNOWN);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.deepEqual(JSON.parse(answer.body), {
      resource: ROOT,
      authorization_servers: ['https://as.example.com', 'https://b.example.com'],
      scopes_supported: ['openid', 'profile', 'email', 'address', 'phone'],
      bearer_methods_supported: ['header', 'body'],
    });
    assert.deepEqual({ ...(await discover(url, ROOT)) }, JSON.parse(answer.body));
    assert.equal((await ask(url, WELL_KNOWN, { method: 'POST' })).status, 405);
  });

  for (const [DPOP, required, bearerMethods] of [
    ['accept', undefined, ['header', 'body']],
    ['require', true, []],
  ] as const) {
    test(`they say DPOP=${DPOP}, and where client certificates are read`, async (t) => {
      const proxy = { CLIENT_CERTIFICATE: 'nginx', TRUSTED_PROXIES: '10.0.0.1' };
      const { url } = await startParts(t, { RESOURCE: ROOT, DPOP, ...proxy });
      const metadata = await discover(url, ROOT);
      assert.deepEqual(metadata.dpop_signing_alg_values_supported, [
        'ES256',
        'ES384',
        'PS256',
        'RS256',
        'EdDSA',
        'Ed25519',
      ]);
      assert.equal(metadata.dpop_bound_access_tokens_required, required);
      assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
      assert.deepEqual(metadata.bearer_methods_supported, bearerMethods);
    });
  }

  test('they claim no certificates where no proxy may say them, and with PROFILE=fapi2 no tokens in forms', async (t) => {
    const environment = { RESOURCE: ROOT, CLIENT_CERTIFICATE: 'nginx', PROFILE: 'fapi2', DPOP: 'accept' };
    const { url } = await startParts(t, environment);
    const metadata = await discover(url, ROOT);
    assert.equal(metadata.tls_client_certificate_bound_access_tokens, undefined);
    assert.deepEqual(metadata.bearer_methods_supported, ['header']);
  });

  test('section 3.1: several resources of one host have each their own, at the place that its path gives it', async (t) => {
    const resources = [ROOT, `${ROOT}/api/time`, `${ROOT}/api/userinfo`, `${ROOT}/tenants/1/`];
    const { url } = await startParts(t, { RESOURCE: resources.join(', ') });
    for (const resource of resources) assert.equal((await discover(url, resource)).resource, resource);
    const { status, body } = await ask(url, `${WELL_KNOWN}/api/time`);
    assert.deepEqual([status, (JSON.parse(body) as { resource: string }).resource], [200, resources[1]]);
    assert.equal(
      (await ask(url, `${WELL_KNOWN}/tenants/1`)).status,
      404,
      'without its slash it is another one',
    );
    assert.equal((await ask(url, `${WELL_KNOWN}/unknown`)).status, 404);
  });

  test('PUBLIC_URL is the resource where none is named', async (t) => {
    const { url } = await startParts(t, { PUBLIC_URL: `${ROOT}/v1` });
    const metadata = await discover(url, `${ROOT}/v1`);
    assert.equal(metadata.resource, `${ROOT}/v1`);
  });

  test('they and the challenges come from the configuration, whatever a request says', async (t) => {
    const { url } = await startParts(t, { RESOURCE: ROOT, TRUSTED_PROXIES: '127.0.0.1' });
    const forged = [
      'X-Forwarded-Host',
      'evil.example',
      'X-Forwarded-Proto',
      'http',
      'Forwarded',
      'host=evil.example',
    ];
    const { body } = await ask(url, WELL_KNOWN);
    const answer = await askAs('evil.example', url, WELL_KNOWN, forged);
    assert.equal(answer.body, body);
    const challenged = await askAs('evil.example', url, '/api/time', forged);
    assert.equal(challenged.headers['www-authenticate'], `Bearer ${METADATA}`);
  });

  test('without a resource there are none, and challenges name none', async (t) => {
    const { url } = await startParts(t);
    assert.equal((await askAs('api.example.com', url, WELL_KNOWN)).status, 404);
    assert.equal((await ask(url, '/api/time')).headers['www-authenticate'], 'Bearer');
  });
});

test('RFC 9728, 5.1: every challenge leads to the metadata, whatever its status and scheme', async (t) => {
  const { url, issueToken } = await startParts(t, { RESOURCE: ROOT, DPOP: 'accept' });
  const unsuitable = await issueToken({ scopes: ['profile'] });
  const requests: readonly (readonly [number, readonly string[]])[] = [
    [401, []],
    [401, ['Authorization', 'Bearer unknown']],
    [401, ['Authorization', `DPoP ${unsuitable}`]],
    [401, await new DpopClient().present('unknown', `${url}/api/userinfo`)],
    [400, ['Authorization', 'Bearer a b']],
    [400, ['Authorization', 'DPoP a b']],
    [403, ['Authorization', `Bearer ${unsuitable}`]],
  ];
  for (const [status, headers] of requests) {
    const answer = await ask(url, '/api/userinfo', { headers });
    assert.equal(answer.status, status, headers.join(' '));
    const challenges = (answer.headers['www-authenticate'] ?? '').split(/, (?=Bearer|DPoP)/);
    assert.equal(challenges.length, status === 401 ? 2 : 1);
    for (const challenge of challenges) assert.ok(challenge.endsWith(METADATA), challenge);
  }
});

test('RFC 9728, 5: a client that knows nothing but the address finds its way from the challenge', async (t) => {
  const { url } = await startParts(t, { RESOURCE: ROOT, AUTHORIZATION_SERVERS: 'https://as.example.com' });
  const request = oauth.protectedResourceRequest(
    'unknown',
    'GET',
    new URL(`${ROOT}/api/time`),
    undefined,
    null,
    {
      [oauth.customFetch]: (asked, { method, headers }) =>
        fetch(new URL(new URL(asked).pathname, url), { method, headers }),
    },
  );
  const error: unknown = await request.catch((error: unknown) => error);
  assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
  const metadataUrl = new URL(error.cause[0]?.parameters.resource_metadata ?? '');
  assert.equal(metadataUrl.origin, ROOT);
  const response = await fetch(new URL(metadataUrl.pathname, url));
  const metadata = await oauth.processResourceDiscoveryResponse(new URL(ROOT), response);
  assert.deepEqual(metadata.authorization_servers, ['https://as.example.com']);
});

suite('RFC 8707: AUDIENCE=resource', () => {
  const RESOURCES = `${ROOT}, ${ROOT}/api/time`;
  const REFUSED =
    'Bearer error="invalid_token", error_description="The access token is not meant for this resource.", ' +
    METADATA;

  test('/api/time takes tokens for one of the resources, and refuses those for others and for none', async (t) => {
    const { url, issueToken, log } = await startParts(t, { RESOURCE: RESOURCES, AUDIENCE: 'resource' });
    const visit = async (members: object): Promise<Answer> =>
      ask(url, '/api/time', { headers: ['Authorization', `Bearer ${await issueToken({ ...members })}`] });
    for (const resources of [[ROOT], [`${ROOT}/api/time`], ['https://other.example', ROOT]]) {
      assert.equal((await visit({ resources })).status, 200, resources.join());
    }
    for (const resources of [
      ['https://other.example'],
      [`${ROOT}/`],
      [`${ROOT}/api`],
      ['https://API.example.com'],
      undefined,
    ]) {
      assertChallenge(await visit({ resources }), 401, REFUSED);
    }
    assert.match(log(), /"code":"wrong_audience"/);
  });

  test('UserInfo belongs to the authorization server, and asks for no resource', async (t) => {
    const { url, issueToken } = await startParts(t, { RESOURCE: RESOURCES, AUDIENCE: 'resource' });
    const headers = ['Authorization', `Bearer ${await issueToken()}`];
    assert.equal((await ask(url, '/api/userinfo', { headers })).status, 200);
  });

  test('AUDIENCE=any takes tokens that were issued for other servers', async (t) => {
    const { url, issueToken } = await startParts(t, { RESOURCE: RESOURCES });
    const token = await issueToken({ resources: ['https://other.example'] });
    const headers = ['Authorization', `Bearer ${token}`];
    assert.equal((await ask(url, '/api/time', { headers })).status, 200);
  });
});
