// Who is believed about the address and the certificate of a request: each header, from a stranger and from a proxy that is listed.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';
import { askAs } from './ask-as.ts';
import { DpopClient } from './dpop-client.ts';
import { createTestCertificate } from './test-certificate.ts';

const PUBLIC = 'https://api.example.com';
const PROXY = { TRUSTED_PROXIES: '127.0.0.1' };
/** A list without the address that requests of a test come from. */
const OTHER_PROXY = { TRUSTED_PROXIES: '192.0.2.1, 127.0.0.2/32, ::1' };

/** Everything that says something about the address of a request, in the words of some proxy. */
const FORGED_ADDRESS = [
  ['Forwarded', 'for=192.0.2.43;proto=https;host=api.example.com'],
  ['X-Forwarded-For', '192.0.2.43'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'api.example.com'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Prefix', '/base'],
  ['X-Forwarded-Server', 'api.example.com'],
  ['X-Forwarded-Scheme', 'https'],
  ['X-Forwarded-Ssl', 'on'],
  ['X-Original-Host', 'api.example.com'],
  ['X-Original-URL', `${PUBLIC}/api/time`],
  ['X-Rewrite-URL', `${PUBLIC}/api/time`],
  ['X-Real-IP', '127.0.0.1'],
  ['X_Forwarded_Host', 'api.example.com'],
  ['X_Forwarded_Proto', 'https'],
  ['HTTP_X_FORWARDED_HOST', 'api.example.com'],
].flat();

const { cert, thumbprint: certificateThumbprint } = createTestCertificate('client');
const base64 = cert.replaceAll(/-----.*-----|\n/g, '');

/** The certificate in the words of each kind of proxy. */
const CERTIFICATE_HEADERS = {
  rfc9440: ['Client-Cert', `:${base64}:`],
  nginx: ['X-SSL-Cert', encodeURIComponent(cert)],
  apache: ['X-SSL-Cert', cert.replaceAll('\n', ' ')],
  haproxy: ['X-SSL-Cert', base64],
  envoy: ['X-Forwarded-Client-Cert', `Hash=00;Cert="${encodeURIComponent(cert)}"`],
  'aws-alb': ['X-Amzn-Mtls-Clientcert-Leaf', encodeURIComponent(cert).replaceAll('%2B', '+')],
  azure: ['X-ARR-ClientCert', base64],
} as const;

/** Presents a token with a proof for this address, and more headers. */
async function visit(
  { url, issueToken }: RunningParts,
  provenUri: string,
  more: readonly string[] = [],
  path = '/api/time',
): Promise<Answer> {
  const client = new DpopClient();
  const token = await issueToken({ dpopKeyThumbprint: await client.thumbprint() });
  return ask(url, path, { headers: [...(await client.present(token, provenUri)), ...more] });
}

suite('the address of a request', () => {
  for (const environment of [{}, OTHER_PROXY, { ...OTHER_PROXY, FORWARDED_HEADERS: 'forwarded' }]) {
    test(`from a stranger no header counts (${JSON.stringify(environment)})`, async (t) => {
      const parts = await startParts(t, { DPOP: 'accept', ...environment });
      assert.equal((await visit(parts, `${PUBLIC}/api/time`, FORGED_ADDRESS)).status, 401);
      const honest = await visit(parts, `${parts.url}/api/time`, FORGED_ADDRESS);
      assert.equal(honest.status, 200, honest.body);
    });
  }

  test('from a stranger the Host header does not count either, where it is not the socket\u2019s own', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept' });
    const client = new DpopClient();
    const token = await parts.issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const headers = await client.present(token, 'http://api.example.com/api/time');
    const answer = await askAs('api.example.com', parts.url, '/api/time', headers);
    assert.equal(answer.status, 401);
    assert.match(answer.body, /invalid_dpop_proof.*cannot be verified for the address/);
    assert.match(parts.log(), /nobody who is trusted says which address .* configure the public URL/);
  });

  test('from a trusted proxy X-Forwarded-* count, and those that are not known here do not', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept', ...PROXY });
    const answer = await visit(parts, `${PUBLIC}/base/api/time`, FORGED_ADDRESS);
    assert.equal(answer.status, 200, answer.body + parts.log());
    const aliases = ['X_Forwarded_Host', 'api.example.com', 'X_Forwarded_Proto', 'https'];
    assert.equal((await visit(parts, `${PUBLIC}/api/time`, aliases)).status, 401);
    assert.equal((await visit(parts, `${parts.url}/api/time`, aliases)).status, 200);
  });

  test('from a trusted proxy the value counts that it has written itself, not what a client sent before', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept', ...PROXY });
    const chain = [
      'X-Forwarded-For',
      '127.0.0.1, 198.51.100.7',
      'X-Forwarded-Host',
      'evil.example, api.example.com',
      'X-Forwarded-Proto',
      'https',
    ];
    assert.equal((await visit(parts, `${PUBLIC}/api/time`, chain)).status, 200);
    assert.equal((await visit(parts, 'https://evil.example/api/time', chain)).status, 401);
  });

  test('RFC 7239: from a trusted proxy Forwarded counts where it is what the proxy writes, and nothing else', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept', ...PROXY, FORWARDED_HEADERS: 'forwarded' });
    const both = [
      'Forwarded',
      'for=198.51.100.7;proto=https;host="api.example.com"',
      'X-Forwarded-Host',
      'evil.example',
    ];
    assert.equal((await visit(parts, `${PUBLIC}/api/time`, both)).status, 200);
    assert.equal((await visit(parts, 'https://evil.example/api/time', both)).status, 401);
    const open = ['Forwarded', 'for="198.51.100.7;proto=https;host=api.example.com'];
    assert.equal((await visit(parts, `${PUBLIC}/api/time`, open)).status, 401, 'a quote that is left open');
  });

  test('FORWARDED_HEADERS=none: of a trusted proxy only its own request counts', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept', ...PROXY, FORWARDED_HEADERS: 'none' });
    assert.equal((await visit(parts, `${PUBLIC}/api/time`, FORGED_ADDRESS)).status, 401);
    assert.equal((await visit(parts, `${parts.url}/api/time`, FORGED_ADDRESS)).status, 200);
  });

  for (const environment of [{}, PROXY]) {
    test(`PUBLIC_URL fixes it, whatever a request says (${JSON.stringify(environment)})`, async (t) => {
      const parts = await startParts(t, { DPOP: 'accept', PUBLIC_URL: `${PUBLIC}/v1/`, ...environment });
      for (const path of ['/api/time', '/api/userinfo']) {
        const forged = ['X-Forwarded-Host', 'evil.example', 'X-Forwarded-Proto', 'http'];
        const answer = await visit(parts, `${PUBLIC}/v1${path}`, forged, path);
        assert.equal(answer.status, 200, answer.body);
        assert.equal((await visit(parts, `http://evil.example${path}`, forged, path)).status, 401);
        assert.equal((await visit(parts, parts.url + path, [], path)).status, 401);
      }
    });
  }

  test('the path that is authorized is the one that the router serves: other spellings are not served', async (t) => {
    const parts = await startParts(t, { DPOP: 'accept', PUBLIC_URL: PUBLIC });
    for (const path of [
      '//api/time',
      '/api//time',
      '/x/../api/time',
      '/api/%2e/time',
      '/api%2ftime',
      '/api/time;x',
    ]) {
      assert.equal((await visit(parts, `${PUBLIC}/api/time`, [], path)).status, 404, path);
    }
    // The router serves this one, but nobody can tell which address its proof should name.
    const escaped = await visit(parts, `${PUBLIC}/api/time`, [], '/api/t%69me');
    assert.equal(escaped.status, 401);
    assert.match(escaped.body, /cannot be verified for the address/);
  });
});

suite('the certificate of a request', () => {
  for (const [format, header] of Object.entries(CERTIFICATE_HEADERS)) {
    test(`${format}: it counts from a trusted proxy, and from nobody else`, async (t) => {
      const fromProxy = await startParts(t, { CLIENT_CERTIFICATE: format, ...PROXY });
      const fromStranger = await startParts(t, { CLIENT_CERTIFICATE: format, ...OTHER_PROXY });
      const askBoth = async (more: readonly string[], path: string): Promise<number[]> => {
        const askOne = async ({ url, issueToken }: RunningParts): Promise<number> => {
          const token = await issueToken({ certificateThumbprint });
          const headers = ['Authorization', `Bearer ${token}`, ...more];
          return (await ask(url, path, { headers })).status;
        };
        return [await askOne(fromProxy), await askOne(fromStranger)];
      };
      const [name = '', value = ''] = header;
      for (const path of ['/api/time', '/api/userinfo']) {
        assert.deepEqual(await askBoth([name, value], path), [200, 401], path);
      }
      assert.deepEqual(await askBoth([], '/api/time'), [401, 401], 'without the header');
      // A copy that a client sent, and that a proxy let through beside its own, leaves open which one is right.
      assert.deepEqual(await askBoth([name, value, name, value], '/api/time'), [401, 401], 'twice');
      const alias = name.replaceAll('-', '_');
      assert.deepEqual(await askBoth([alias, value], '/api/time'), [401, 401], 'with underscores');
      assert.deepEqual(await askBoth([name, 'nonsense'], '/api/time'), [401, 401], 'nonsense');
    });
  }

  test('only the header that is configured counts, from a trusted proxy too', async (t) => {
    const environment = {
      CLIENT_CERTIFICATE: 'rfc9440',
      CLIENT_CERTIFICATE_HEADER: 'X-Proven-Cert',
      ...PROXY,
    };
    const { url, issueToken } = await startParts(t, environment);
    const token = await issueToken({ certificateThumbprint });
    const visit = async (more: readonly string[]): Promise<number> =>
      (await ask(url, '/api/time', { headers: ['Authorization', `Bearer ${token}`, ...more] })).status;
    assert.equal(await visit(Object.values(CERTIFICATE_HEADERS).flat()), 401);
    assert.equal(await visit(['X-Proven-Cert', `:${base64}:`]), 200);
  });
});
