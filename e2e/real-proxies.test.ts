// The documented configurations of real proxies (docs/proxies/), in front of the server: certificate and address arrive, and nothing
// that a client forges does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { type ClientCertificateHeader, createTrustBoundary } from 'oauth-resource-server';
import { NodeResourceRequest } from 'oauth-resource-server/node';
import { DpopClient } from '../apps/server/test/protection/dpop-client.ts';
import { createTestCertificate } from '../apps/server/test/protection/test-certificate.ts';
import { TlsClient } from '../apps/server/test/protection/tls-client.ts';
import { startParts } from '../apps/server/test/running-parts.ts';
import { whyNot } from './debian-programs.ts';
import type { ProxyProgram } from './proxies/proxy-configuration.ts';
import { startProxy } from './proxies/running-proxy.ts';

interface Setting {
  readonly name: string;
  readonly program: ProxyProgram;
  readonly format: ClientCertificateHeader['format'];
  readonly change?: (configuration: string) => string;
}

const SETTINGS: readonly Setting[] = [
  { name: 'nginx, escaped PEM', program: 'nginx', format: 'nginx' },
  { name: 'Apache, PEM on one line', program: 'apache', format: 'apache' },
  { name: 'HAProxy, Client-Cert (RFC 9440)', program: 'haproxy', format: 'rfc9440' },
  {
    name: 'HAProxy, base64 DER',
    program: 'haproxy',
    format: 'haproxy',
    change: (configuration) =>
      configuration
        .replaceAll(':%[ssl_c_der,base64]:', '%[ssl_c_der,base64]')
        .replaceAll('Client-Cert', 'X-SSL-Cert'),
  },
];

const PATHS = ['/api/time', '/api/userinfo'];
const proxyCertificate = createTestCertificate('127.0.0.1');
const certificates = { right: createTestCertificate('client'), other: createTestCertificate('client') };
const { cert, thumbprint: certificateThumbprint } = certificates.right;
const base64 = cert.replaceAll(/-----.*-----|\n/g, '');

function clientWith(which: 'right' | 'other' | 'none', options: object = {}): TlsClient {
  const { cert, key } = which === 'none' ? {} : certificates[which];
  return new TlsClient({ ca: proxyCertificate.cert, cert, key, ...options });
}

/** The certificate of somebody else, in the words of every proxy, under names with hyphens and with underscores. */
const FORGED_CERTIFICATE = [
  ['Client-Cert', `:${base64}:`],
  ['X-SSL-Cert', encodeURIComponent(cert)],
  ['X-SSL-Cert', base64],
  ['X-SSL-Client-Cert', cert.replaceAll('\n', ' ')],
  ['X-Forwarded-Client-Cert', `Cert="${encodeURIComponent(cert)}"`],
  ['Client_Cert', `:${base64}:`],
  ['X_SSL_Cert', encodeURIComponent(cert)],
  ['x-ssl_cert', base64],
].flat();

const FORGED_ADDRESS = [
  ['Forwarded', 'for=192.0.2.43;proto=http;host=evil.example'],
  ['X-Forwarded-For', '192.0.2.43'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-Forwarded-Prefix', '/evil'],
  ['X_Forwarded_Host', 'evil.example'],
  ['X_Forwarded_For', '192.0.2.43'],
  ['X-Real-IP', '192.0.2.43'],
].flat();

/** RFC 9110, section 7.6.1: fields that a proxy is to remove, among them those that it has set itself. */
const FORGED_HOPS = [
  'Connection',
  'close, Client-Cert, X-SSL-Cert, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host',
];

for (const { name, program, format, change } of SETTINGS) {
  const skip = whyNot(program);

  test(`${name}: the server behind it`, { skip }, async (t) => {
    const parts = await startParts(t, {
      DPOP: 'accept',
      TRUSTED_PROXIES: '127.0.0.1',
      CLIENT_CERTIFICATE: format,
    });
    const { url } = await startProxy(t, program, parts.url, proxyCertificate, change);
    const bound = ['Authorization', `Bearer ${await parts.issueToken({ certificateThumbprint })}`];

    await t.test(
      'RFC 8705, 3: a bound token opens both endpoints with its certificate, and with no other',
      async () => {
        for (const path of PATHS) {
          const answer = await clientWith('right').ask(url, path, { headers: bound });
          assert.equal(answer.status, 200, answer.body + parts.log());
          for (const which of ['other', 'none'] as const) {
            const refused = await clientWith(which).ask(url, path, { headers: bound });
            assert.equal(refused.status, 401, which);
            assert.match(refused.headers['www-authenticate'] ?? '', /^Bearer error="invalid_token"/);
          }
        }
      },
    );

    await t.test('a certificate that a client writes into a header is nobody\u2019s', async () => {
      for (const which of ['other', 'none'] as const) {
        const headers = [...bound, ...FORGED_CERTIFICATE];
        assert.equal((await clientWith(which).ask(url, '/api/time', { headers })).status, 401, which);
      }
      const headers = [...bound, ...FORGED_CERTIFICATE];
      assert.equal((await clientWith('right').ask(url, '/api/time', { headers })).status, 200);
    });

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      await t.test(`RFC 9440, 2.4: a resumed session of ${version} proves the same`, async () => {
        for (const [which, status] of [
          ['right', 200],
          ['none', 401],
        ] as const) {
          const client = clientWith(which, { minVersion: version, maxVersion: version });
          const first = await client.ask(url, '/api/time', { headers: bound });
          const second = await client.ask(url, '/api/time', { headers: bound });
          assert.deepEqual([first.status, second.status, second.resumed], [status, status, true]);
        }
      });
    }

    await t.test(
      'RFC 9449, 4.3: a proof is for the address of the proxy, whatever a client forges',
      async () => {
        const prover = new DpopClient();
        const token = await parts.issueToken({ dpopKeyThumbprint: await prover.thumbprint() });
        for (const path of PATHS) {
          const visit = async (uri: string, more: readonly string[] = []): Promise<number> => {
            const headers = [...(await prover.present(token, uri)), ...more];
            return (await clientWith('none').ask(url, path, { headers })).status;
          };
          assert.equal(await visit(url + path), 200);
          assert.equal(await visit(url + path, FORGED_ADDRESS), 200);
          for (const elsewhere of [parts.url, 'http://evil.example', 'https://evil.example', `${url}/evil`]) {
            assert.equal(await visit(elsewhere + path, FORGED_ADDRESS), 401, elsewhere);
          }
        }
      },
    );
  });

  test(`${name}: what the trust boundary finds behind it`, { skip }, async (t) => {
    const mirror = await startMirror(t, format);
    const { url } = await startProxy(t, program, mirror, proxyCertificate, change);
    // As a loopback address of its own, the client is neither the proxy nor forged.
    const client = clientWith('right', { localAddress: '127.0.0.2' });
    const headers = [...FORGED_ADDRESS, ...FORGED_CERTIFICATE, ...FORGED_HOPS];
    for (const path of ['/', '/orders/caf%C3%A9?page=2%2F3&x=%20']) {
      const { body } = await client.ask(url, path, { headers });
      assert.deepEqual(JSON.parse(body), {
        uri: url + path,
        clientAddress: '127.0.0.2',
        certificateThumbprint,
      });
    }
  });
}

/** A server that answers with what a trust boundary finds in the request. */
async function startMirror(t: TestContext, format: Setting['format']): Promise<string> {
  const boundary = createTrustBoundary({ trustedProxies: ['127.0.0.1'], clientCertificate: { format } });
  const server = createServer((request, response) => {
    const found = boundary.resolve(new NodeResourceRequest(request), request.socket);
    const { uri, clientAddress, clientCertificate } = found;
    const { thumbprint } =
      typeof clientCertificate === 'object' ? clientCertificate : { thumbprint: clientCertificate };
    response.end(JSON.stringify({ uri, clientAddress, certificateThumbprint: thumbprint }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
