import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { suite, test, type TestContext } from 'node:test';
import { createLocalAuthlete } from 'local-authlete';
import { runCommandLine } from '../src/cli/run-command-line.ts';

interface Checked {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  readonly cwd: string;
}

async function check(
  t: TestContext,
  environment: Record<string, string>,
  ...options: string[]
): Promise<Checked> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'config-check-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(['config', 'check', ...options], {
    stdin,
    stdout,
    stderr,
    environment,
    cwd,
  });
  return { exitCode, output: String(stdout.read() ?? ''), errors: String(stderr.read() ?? ''), cwd };
}

async function localEnvironment(t: TestContext): Promise<Record<string, string>> {
  const authlete = await createLocalAuthlete({ port: 0 });
  t.after(() => authlete.close());
  return {
    AUTHLETE_BASE_URL: authlete.url,
    AUTHLETE_API_VERSION: 'V3',
    AUTHLETE_SERVICE_APIKEY: authlete.serviceId,
    AUTHLETE_SERVICE_ACCESSTOKEN: authlete.serviceAccessToken,
  };
}

suite('config check', () => {
  test('all is well: exit code 0, settings without secrets, and nothing is created', async (t) => {
    const { exitCode, output, cwd } = await check(t, await localEnvironment(t));
    assert.equal(exitCode, 0, output);
    assert.match(output, /^AUTHLETE_SERVICE_ACCESSTOKEN +\(hidden\)$/m);
    assert.match(output, /^Authlete introspection +ok: the service credentials are accepted$/m);
    assert.match(output, /^Authlete userinfo +ok: /m);
    assert.match(output, /^database +ok: There is no users database at .* yet/m);
    assert.ok(!output.includes('local-access-token'));
    assert.ok(!existsSync(path.join(cwd, 'data')), 'a check has created the database');
  });

  test('API 2.x is checked in the same way', async (t) => {
    const environment = {
      ...(await localEnvironment(t)),
      AUTHLETE_API_VERSION: 'V2',
      AUTHLETE_SERVICE_APISECRET: 'local-secret',
    };
    const { exitCode, output } = await check(t, environment);
    assert.equal(exitCode, 0, output);
    assert.ok(!output.includes('local-secret'));
  });

  test('wrong credentials: exit code 1, and which setting to look at', async (t) => {
    const environment = { ...(await localEnvironment(t)), AUTHLETE_SERVICE_ACCESSTOKEN: 'wrong-secret' };
    const { exitCode, output } = await check(t, environment);
    assert.equal(exitCode, 1);
    assert.match(output, /^Authlete introspection +FAILED: .*service\.access_token/m);
    assert.ok(!output.includes('wrong-secret'));
  });

  test('nothing answers: exit code 1', async (t) => {
    const environment = { ...(await localEnvironment(t)), AUTHLETE_BASE_URL: 'http://127.0.0.1:1' };
    const { exitCode, output } = await check(t, environment);
    assert.equal(exitCode, 1);
    assert.match(output, /^Authlete +FAILED: Authlete cannot be reached \(ECONNREFUSED\)/m);
  });

  test('nothing is configured: exit code 1, every setting that is missing, and the way without an account', async (t) => {
    const { exitCode, errors } = await check(t, {});
    assert.equal(exitCode, 1);
    assert.match(errors, /^AUTHLETE_SERVICE_APIKEY .*missing$/m);
    assert.match(errors, /serve --local/);
  });

  test('--json tells the same to a program', async (t) => {
    const good = await check(t, await localEnvironment(t), '--json');
    const answer = JSON.parse(good.output) as {
      ok: boolean;
      settings: Record<string, unknown>;
      checks: unknown[];
    };
    assert.equal(answer.ok, true);
    assert.equal(answer.settings['AUTHLETE_SERVICE_ACCESSTOKEN'], '(hidden)');
    assert.equal(answer.checks.length, 3);
    const bad = await check(t, {}, '--json');
    assert.equal((JSON.parse(bad.output) as { ok: boolean }).ok, false);
  });

  test('the password of a database address is hidden', async (t) => {
    const environment = {
      ...(await localEnvironment(t)),
      DATABASE_URL: 'postgres://server:hunter2@127.0.0.1:1/users',
    };
    const { exitCode, output } = await check(t, environment);
    assert.equal(exitCode, 1);
    assert.ok(!output.includes('hunter2'), output);
    assert.match(output, /^database +FAILED: .*cannot be reached/m);
  });

  test('every setting that is documented for the server is shown, secrets hidden', async (t) => {
    const page = path.resolve(import.meta.dirname, '../../../docs/configuration.md');
    const [tables = ''] = readFileSync(page, 'utf8').split('\n## Authlete\n');
    const cells = tables.split('\n').flatMap((line) => /^\| (`[^|]*) \|/.exec(line)?.[1] ?? []);
    const documented = cells.flatMap((cell) =>
      [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? ''),
    );
    assert.ok(documented.length > 15);
    const secret = 'what-nobody-can-guess-0123456789';
    const environment = {
      ...(await localEnvironment(t)),
      DPOP: 'require',
      DPOP_NONCE_SECRET: `${secret},${secret}`,
      TRUSTED_PROXIES: '10.0.0.1,10.0.0.2',
      CLIENT_CERTIFICATE: 'envoy',
    };
    const { output } = await check(t, environment);
    for (const name of documented) assert.match(output, new RegExp(`^${name} `, 'm'));
    assert.match(output, /^DPOP +require$/m);
    assert.match(output, /^DPOP_NONCE_SECRET +\(hidden\), \(hidden\)$/m);
    assert.match(output, /^TRUSTED_PROXIES +10\.0\.0\.1, 10\.0\.0\.2$/m);
    assert.match(output, /^CLIENT_CERTIFICATE +envoy$/m);
    assert.ok(!output.includes(secret));
  });
});
