// Mutual TLS of our own: the certificate of the connection proves the token that is bound to it (RFC 8705, section 3).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { readServerConfiguration } from '../../src/config.ts';
import { type RunningParts, startParts } from '../running-parts.ts';
import { ALGS, assertChallenge } from './assert-challenge.ts';
import { DpopClient } from './dpop-client.ts';
import { createTestCertificate } from './test-certificate.ts';
import { TlsClient } from './tls-client.ts';

const PATHS = ['/api/time', '/api/userinfo'];
const UNKNOWN =
  'The access token is unknown, expired or revoked, or it is bound to a key that the request did not prove.';
const REFUSED = `Bearer error="invalid_token", error_description="${UNKNOWN}"`;

const certificates = {
  server: createTestCertificate('127.0.0.1'),
  right: createTestCertificate('client'),
  // The name says nothing: the token is bound to the certificate as such.
  other: createTestCertificate('client'),
};
const { thumbprint: certificateThumbprint } = certificates.right;

/** A client that trusts the server, and has a certificate or none. */
function clientWith(which: 'right' | 'other' | 'none', options: object = {}): TlsClient {
  const { cert, key } = which === 'none' ? {} : certificates[which];
  return new TlsClient({ ca: certificates.server.cert, cert, key, ...options });
}

function tlsFiles(directory: string): Record<'TLS_CERTIFICATE' | 'TLS_KEY', string> {
  const { cert, key } = certificates.server;
  const files = {
    TLS_CERTIFICATE: path.join(directory, 'certificate.pem'),
    TLS_KEY: path.join(directory, 'key.pem'),
  };
  writeFileSync(files.TLS_CERTIFICATE, cert);
  writeFileSync(files.TLS_KEY, key, { mode: 0o600 });
  return files;
}

async function startTls(t: TestContext, environment: Record<string, string> = {}): Promise<RunningParts> {
  const directory = mkdtempSync(path.join(tmpdir(), 'tls-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return startParts(t, { CLIENT_CERTIFICATE: 'tls', ...tlsFiles(directory), ...environment });
}

test('RFC 8705, 3: a bound token opens both endpoints with its certificate, and with no other', async (t) => {
  const { url, issueToken, log } = await startTls(t);
  assert.match(url, /^https:/);
  const headers = ['Authorization', `Bearer ${await issueToken({ certificateThumbprint })}`];
  for (const endpoint of PATHS) {
    const answer = await clientWith('right').ask(url, endpoint, { headers });
    assert.equal(answer.status, 200, answer.body + log());
    for (const which of ['other', 'none'] as const) {
      assertChallenge(await clientWith(which).ask(url, endpoint, { headers }), 401, REFUSED);
    }
  }
});

test('a certificate is asked for and not demanded: other tokens need none, and may come with any', async (t) => {
  const { url, issueToken } = await startTls(t);
  const headers = ['Authorization', `Bearer ${await issueToken()}`];
  for (const which of ['none', 'right'] as const) {
    assert.equal((await clientWith(which).ask(url, '/api/time', { headers })).status, 200);
  }
  assertChallenge(await clientWith('right').ask(url, '/api/time'), 401, 'Bearer');
});

test('SENDER_CONSTRAINT=required: a certificate does not bind a token that is not bound to it', async (t) => {
  const { url, issueToken } = await startTls(t, { SENDER_CONSTRAINT: 'required' });
  const bound = await issueToken({ certificateThumbprint });
  const unbound = await issueToken();
  for (const endpoint of PATHS) {
    const ask = (token: string): ReturnType<TlsClient['ask']> =>
      clientWith('right').ask(url, endpoint, { headers: ['Authorization', `Bearer ${token}`] });
    assert.equal((await ask(bound)).status, 200);
    assertChallenge(await ask(unbound), 401, REFUSED);
  }
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`RFC 9440, 2.4: a resumed session of ${version} proves the certificate of its first handshake`, async (t) => {
    const { url, issueToken } = await startTls(t);
    const headers = ['Authorization', `Bearer ${await issueToken({ certificateThumbprint })}`];
    for (const [which, status] of [
      ['right', 200],
      ['other', 401],
      ['none', 401],
    ] as const) {
      const client = clientWith(which, { minVersion: version, maxVersion: version });
      const first = await client.ask(url, '/api/time', { headers });
      const second = await client.ask(url, '/api/time', { headers });
      assert.deepEqual([first.resumed, second.resumed], [false, true]);
      assert.deepEqual([first.status, second.status], [status, status], which);
    }
  });
}

test('a token that is bound to a certificate and to a key needs both', async (t) => {
  const { url, issueToken } = await startTls(t, { DPOP: 'accept' });
  const prover = new DpopClient();
  const dpopKeyThumbprint = await prover.thumbprint();
  const token = await issueToken({ certificateThumbprint, dpopKeyThumbprint });
  for (const endpoint of PATHS) {
    const present = (): Promise<string[]> => prover.present(token, url + endpoint);
    const both = await clientWith('right').ask(url, endpoint, { headers: await present() });
    assert.equal(both.status, 200, both.body);

    const expected = `Bearer, DPoP error="invalid_token", error_description="${UNKNOWN}", ${ALGS}`;
    const proofAlone = await clientWith('none').ask(url, endpoint, { headers: await present() });
    assertChallenge(proofAlone, 401, expected);
    const wrongCertificate = await clientWith('other').ask(url, endpoint, { headers: await present() });
    assertChallenge(wrongCertificate, 401, expected);

    const headers = ['Authorization', `Bearer ${token}`];
    const certificateAlone = await clientWith('right').ask(url, endpoint, { headers });
    assertChallenge(certificateAlone, 401, `${REFUSED}, DPoP ${ALGS}`);
    const stranger = await new DpopClient().present(token, url + endpoint);
    const wrongKey = await clientWith('right').ask(url, endpoint, { headers: stranger });
    assert.match(wrongKey.headers['www-authenticate'] ?? '', /DPoP error="invalid_dpop_proof"/);
    assert.equal(wrongKey.status, 401);
  }
});

test('a certificate in a header is nobody\u2019s where certificates come from TLS', async (t) => {
  const { url, issueToken } = await startTls(t, { TRUSTED_PROXIES: '192.0.2.1' });
  const token = await issueToken({ certificateThumbprint });
  const base64 = certificates.right.cert.replaceAll(/-----.*-----|\n/g, '');
  const headers = ['Authorization', `Bearer ${token}`];
  const forged = [...headers, 'Client-Cert', `:${base64}:`, 'X-SSL-Cert', encodeURIComponent(base64)];
  assertChallenge(await clientWith('none').ask(url, '/api/time', { headers: forged }), 401, REFUSED);
  assert.equal((await clientWith('right').ask(url, '/api/time', { headers: forged })).status, 200);
});

test('RFC 8705, 3: without a place where certificates come from, bound tokens are refused', async (t) => {
  const { url, issueToken } = await startTls(t, { CLIENT_CERTIFICATE: 'none' });
  const headers = ['Authorization', `Bearer ${await issueToken({ certificateThumbprint })}`];
  assertChallenge(await clientWith('right').ask(url, '/api/time', { headers }), 401, REFUSED);
});

test('certificates of TLS without TLS of its own are a mistake that is told at the start', () => {
  const read = (): unknown =>
    readServerConfiguration({ environment: { CLIENT_CERTIFICATE: 'tls' }, cwd: '.' });
  const message = 'tls needs TLS_CERTIFICATE and TLS_KEY, for HTTPS of its own';
  assert.throws(read, { problems: [{ setting: 'CLIENT_CERTIFICATE', message }] });
});

test('serve --local with TLS calls its resource by an https URL', async (t) => {
  const directory = mkdtempSync(path.join(tmpdir(), 'serve-tls-'));
  const environment = { ...tlsFiles(directory), CLIENT_CERTIFICATE: 'tls', LOCAL_AUTHLETE_PORT: '0' };
  const program = path.resolve(import.meta.dirname, '../../src/main.ts');
  const child = spawn(process.execPath, [program, 'serve', '--local', '--port', '0'], {
    cwd: directory,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill();
    await exited;
    rmSync(directory, { recursive: true });
  });
  let url: string | undefined;
  for await (const line of createInterface(child.stdout)) {
    url ??= /^Resource server +(https:\S+)/.exec(line)?.[1];
    if (line.startsWith('Another token')) break;
  }
  const metadata = await clientWith('none').ask(url ?? '', '/.well-known/oauth-protected-resource');
  assert.match((JSON.parse(metadata.body) as { readonly resource: string }).resource, /^https:/);
});
