import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { DpopClient } from '../protection/dpop-client.ts';
import { type Answer, ask, type Question, type RunningParts, startParts } from '../running-parts.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { type OpenApiContent, OpenApiDocument } from './openapi-document.ts';

const ISSUER = 'https://issuer.example.com';

async function readDocument(
  t: TestContext,
  environment: Record<string, string> = {},
  options: { readonly withPage?: boolean } = {},
): Promise<{ parts: RunningParts; document: OpenApiDocument }> {
  const parts = await startParts(t, environment, options);
  const answer = await ask(parts.url, '/openapi.json');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/json');
  return { parts, document: new OpenApiDocument(JSON.parse(answer.body) as OpenApiContent) };
}

/** With the endpoints that are there only where answers can be signed. */
function withSigningKey(t: TestContext): Record<string, string> {
  const file = path.join(temporaryDirectory(t), 'key.json');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file, JSON.stringify(privateKey.export({ format: 'jwk' })));
  return { RESPONSE_SIGNING_KEY: file };
}

test('/openapi.json is a valid OpenAPI 3.1 document, for anybody, scripts included', async (t) => {
  const { url } = await startParts(t, {
    DPOP: 'accept',
    CLIENT_CERTIFICATE: 'nginx',
    TRUSTED_PROXIES: '127.0.0.1',
    PUBLIC_URL: 'https://api.example.com',
    AUTHORIZATION_SERVERS: `${ISSUER}, https://other.example.com/tenant/`,
  });
  const { headers, body } = await ask(url, '/openapi.json');
  assert.equal(headers['access-control-allow-origin'], '*');
  const document = JSON.parse(body) as OpenApiContent;
  assert.match(document.openapi, /^3\.1\./);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document) as never);
  assert.ok(valid, JSON.stringify(errors));
  assert.deepEqual(document.servers, [{ url: 'https://api.example.com' }]);
  assert.equal(
    document.components.securitySchemes['openIdConnect2']?.['openIdConnectUrl'],
    'https://other.example.com/tenant/.well-known/openid-configuration',
  );
});

test('every route of the server is documented, under an operationId of its own', async (t) => {
  const { document } = await readDocument(t, {
    ...withSigningKey(t),
    RESOURCE: 'https://api.example.com/a, https://api.example.com/b',
  });
  assert.deepEqual(Object.keys(document.content.paths).sort(), [
    '/.well-known/jwks.json',
    '/.well-known/oauth-protected-resource/a',
    '/.well-known/oauth-protected-resource/b',
    '/api/fapi/time',
    '/api/time',
    '/api/userinfo',
    '/health/live',
    '/health/ready',
    '/openapi.json',
  ]);
  const ids = document.operations.map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, ids.length, ids.join());
});

for (const [named, environment, time, userInfo] of [
  ['Bearer alone', {}, [{ bearer: [] }], [{ bearer: ['openid'] }]],
  [
    'Bearer or DPoP, and where tokens come from',
    { DPOP: 'accept', AUTHORIZATION_SERVERS: ISSUER },
    [{ bearer: [] }, { dpop: [] }, { openIdConnect: [] }],
    [{ bearer: ['openid'] }, { dpop: ['openid'] }, { openIdConnect: ['openid'] }],
  ],
  ['DPoP alone', { DPOP: 'require' }, [{ dpop: [] }], [{ dpop: ['openid'] }]],
  [
    'a certificate or DPoP, with the profile FAPI 2.0',
    { DPOP: 'accept', PROFILE: 'fapi2', CLIENT_CERTIFICATE: 'nginx', TRUSTED_PROXIES: '127.0.0.1' },
    [{ bearer: [], certificate: [] }, { dpop: [] }],
    [{ bearer: ['openid'], certificate: [] }, { dpop: ['openid'] }],
  ],
] as const) {
  test(`how tokens must be presented is documented as it is configured: ${named}`, async (t) => {
    const { document } = await readDocument(t, environment);
    assert.deepEqual(document.operation('/api/time').security, time);
    assert.deepEqual(document.operation('/api/userinfo').security, userInfo);
    assert.deepEqual(document.operation('/health/live').security, []);
    const known = Object.keys(document.content.components.securitySchemes);
    for (const requirement of [...time, ...userInfo]) {
      for (const name of Object.keys(requirement)) assert.ok(known.includes(name), name);
    }
  });
}

suite('every documented operation answers as its schema says', () => {
  const bearer = (token: string): Question => ({ headers: ['Authorization', `Bearer ${token}`] });
  const form = (body: string): Question => ({
    method: 'POST',
    headers: ['Content-Type', 'application/x-www-form-urlencoded'],
    body,
  });
  const oversized = 'a'.repeat(65_536);

  async function check(
    { parts, document }: Awaited<ReturnType<typeof readDocument>>,
    path: string,
    question: Question,
    status: number,
  ): Promise<Answer> {
    const answer = await ask(parts.url, path, question);
    assert.equal(answer.status, status, answer.body);
    document.assertAnswer(path, question.method ?? 'GET', answer);
    return answer;
  }

  test('for a token that suffices, one that does not, and none', async (t) => {
    const started = await readDocument(t, withSigningKey(t));
    const { parts } = started;
    const client = new DpopClient();
    const [token, narrow, bound] = await Promise.all([
      parts.issueToken(),
      parts.issueToken({ scopes: ['profile'] }),
      parts.issueToken({ dpopKeyThumbprint: await client.thumbprint() }),
    ]);
    const proved = await client.present(bound, `${parts.url}/api/fapi/time`);
    await check(started, '/api/time', bearer(token), 200);
    await check(started, '/api/userinfo', bearer(token), 200);
    await check(started, '/api/userinfo', form(`access_token=${token}`), 200);
    await check(started, '/api/fapi/time', { headers: proved }, 200);
    await check(started, '/api/fapi/time', bearer(token), 401);
    await check(started, '/api/userinfo', bearer(narrow), 403);
    for (const path of ['/api/time', '/api/userinfo', '/api/fapi/time']) {
      await check(started, path, {}, 401);
      await check(started, path, bearer('unknown'), 401);
      await check(started, path, { headers: ['Authorization', 'Bearer two words'] }, 400);
    }
  });

  test('for a sign-in that is strong and fresh, and one that is not, where the page shows it', async (t) => {
    const started = await readDocument(t, {}, { withPage: true });
    const { parts, document } = started;
    assert.equal(document.content.paths['/'], undefined, 'the page is no operation');
    const authTime = Math.floor(Date.now() / 1000);
    const path = '/api/step-up/time';
    await check(started, path, bearer(await parts.issueToken({ acr: 'mfa', authTime })), 200);
    await check(started, path, bearer(await parts.issueToken({ acr: 'pwd', authTime })), 401);
    await check(started, path, {}, 401);
  });

  test('for anyone', async (t) => {
    const started = await readDocument(t, { ...withSigningKey(t), RESOURCE: 'https://api.example.com' });
    const open = started.document.operations.filter(({ security }) => security.length === 0);
    assert.equal(open.length, 5);
    for (const [path, { get }] of Object.entries(started.document.content.paths)) {
      if (get !== undefined && open.includes(get)) await check(started, path, {}, 200);
    }
  });

  test('for what is malformed or too large', async (t) => {
    const started = await readDocument(t);
    await check(started, '/api/time', bearer(oversized), 431);
    await check(started, '/health/live', { headers: ['Padding', oversized] }, 431);
    await check(started, '/api/userinfo', form('access_token=a&access_token=a'), 400);
    await check(started, '/api/userinfo', form('a'.repeat(2_000_000)), 413);
    const unknown = { method: 'POST', headers: ['Content-Type', 'nonsense'], body: 'a' };
    await check(started, '/api/userinfo', unknown, 415);
  });

  test('for a client whose UserInfo is a JWT', async (t) => {
    const started = await readDocument(t);
    const token = await started.parts.issueToken({ clientId: 1003 });
    const { headers } = await check(started, '/api/userinfo', bearer(token), 200);
    assert.equal(headers['content-type'], 'application/jwt');
  });

  test('for a transmitter of security events', async (t) => {
    const issuer = 'https://idp.example.com';
    const started = await readDocument(t, {
      SECURITY_EVENTS_ISSUER: issuer,
      SECURITY_EVENTS_AUDIENCE: 'https://api.example.com/security-events',
      SECURITY_EVENTS_JWKS: 'https://idp.example.com/jwks',
    });
    const deliver = (body: string, type = 'application/secevent+jwt'): Question => ({
      method: 'POST',
      headers: ['Content-Type', type],
      body,
    });
    await check(started, '/security-events', deliver('no token'), 400);
    await check(started, '/security-events', deliver('no token', 'text/plain'), 415);
    await check(started, '/security-events', deliver(oversized + oversized), 413);
  });

  test('while Authlete is down', async (t) => {
    const started = await readDocument(t);
    const token = await started.parts.issueToken();
    await started.parts.authlete.close();
    await check(started, '/api/time', bearer(token), 503);
    await check(started, '/api/userinfo', bearer(token), 503);
    await check(started, '/health/ready', {}, 503);
  });

  test('for other methods and at other paths, in the form of all errors', async (t) => {
    const { parts, document } = await readDocument(t);
    for (const [path, method, status] of [
      ['/api/time', 'DELETE', 405],
      ['/openapi.json', 'POST', 405],
      ['/nowhere', 'GET', 404],
    ] as const) {
      const answer = await ask(parts.url, path, { method });
      assert.equal(answer.status, status);
      document.assertAnswer('/api/time', 'GET', { ...answer, status: 500 });
    }
  });
});
