// What the operator is told at the start about who is believed, by the program itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';

const program = path.resolve(import.meta.dirname, '../../src/main.ts');

/** Starts the server, stops it when it is ready, and tells what it has logged: `info …` and `warn …`. */
async function startUpLog(t: TestContext, environment: Record<string, string>): Promise<string[]> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'start-up-log-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      AUTHLETE_BASE_URL: 'http://127.0.0.1:9',
      AUTHLETE_API_VERSION: 'V3',
      AUTHLETE_SERVICE_APIKEY: '1',
      AUTHLETE_SERVICE_ACCESSTOKEN: 'not-used',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = text(child.stderr);
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('Ready in')) child.kill();
  });
  const [exitCode] = (await once(child, 'exit')) as [number];
  assert.equal(exitCode, 0, await log);
  const lines = (await log).split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => {
    const { level, msg } = JSON.parse(line) as { readonly level: number; readonly msg: string };
    return `${level === 40 ? 'warn' : 'info'} ${msg}`;
  });
}

test('nothing configured: nobody is trusted, and certificate-bound tokens will be refused', async (t) => {
  assert.deepEqual(await startUpLog(t, {}), [
    'info No proxy is trusted: forwarding and certificate headers are ignored.',
    'warn Certificate-bound tokens will be refused: nothing can provide a certificate.',
  ]);
});

test('DPoP without an address: proofs are refused, but for those of clients on the same machine', async (t) => {
  const lines = await startUpLog(t, { DPOP: 'accept' });
  assert.match(
    lines[1] ?? '',
    /^warn There is neither a public URL nor a trusted proxy: DPoP proofs .* refused/,
  );
});

test('a proxy without a public URL: which headers it must set', async (t) => {
  const environment = {
    DPOP: 'accept',
    TRUSTED_PROXIES: '10.0.0.0/8',
    FORWARDED_HEADERS: 'x-forwarded-proto',
  };
  const lines = await startUpLog(t, environment);
  assert.match(
    lines[1] ?? '',
    /^warn There is no public URL: .* x-forwarded-proto or in Host\. Each of these must/,
  );
});

test('a proxy that says the certificate, and a public URL: all is well', async (t) => {
  const environment = {
    DPOP: 'accept',
    PUBLIC_URL: 'https://api.example.com',
    TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2',
    CLIENT_CERTIFICATE: 'nginx',
  };
  assert.deepEqual(await startUpLog(t, environment), [
    'info Clients reach this server at https://api.example.com, whatever a request says.',
    'info Forwarding and certificate headers count from 10.0.0.1, 10.0.0.2 only.',
    'info Client certificates come from the header x-ssl-cert, which every trusted proxy must set or remove.',
  ]);
});

test('bound tokens alone, and nothing to prove them with: that no token will do', async (t) => {
  for (const environment of [{ SENDER_CONSTRAINT: 'required' }, { PROFILE: 'fapi2' }]) {
    const lines = await startUpLog(t, { CLIENT_CERTIFICATE: 'nginx', ...environment });
    assert.match(lines.at(-1) ?? '', /^warn Every token will be refused/);
  }
});
