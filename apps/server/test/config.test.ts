import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { ConfigurationError, readFullConfiguration, readServerConfiguration } from '../src/config.ts';

function directory(t: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const cwd = mkdtempSync(path.join(tmpdir(), 'config-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  return cwd;
}

const INI = `[authlete]
base_url = https://us.authlete.com
api_version = V3
service.api_key = 1234567890
service.access_token = from-the-file
`;

suite('configuration', () => {
  test('defaults are those of the documentation', (t) => {
    assert.deepEqual(readServerConfiguration({ environment: {}, cwd: directory(t) }), {
      host: '127.0.0.1',
      port: 8001,
      databaseUrl: 'sqlite:./data/users.db',
      logLevel: 'info',
      realm: undefined,
      introspectionCache: { caching: undefined, staleIfError: 0 },
      revocation: { horizon: 86_400, admin: undefined, securityEvents: undefined },
      timeBudget: 10_000,
      authleteClient: {
        timeout: 5000,
        connections: 64,
        queue: 1024,
        retry: 'once',
        retryDelay: 100,
        circuitFailures: 10,
        circuitPause: 2000,
      },
      tls: undefined,
      trustBoundary: {
        publicUrl: undefined,
        trustedProxies: [],
        forwardedHeaders: 'x-forwarded',
        clientCertificate: 'none',
      },
      dpop: 'off',
      dpopNonceSecrets: [],
      senderConstraint: 'optional',
      profile: 'none',
      messageSignatures: 'off',
      responseSigningKey: 'none',
      signMetadata: 'off',
      consentedClaims: 'honour',
      resources: [],
      audience: 'any',
      authorizationServers: [],
      corsOrigins: [],
    });
  });

  test('with a local Authlete DPoP can be tried, with nonces, unless it is said what it should be like', (t) => {
    const read = (environment: Record<string, string>): readonly unknown[] => {
      const { dpop, dpopNonceSecrets } = readServerConfiguration({
        environment,
        cwd: directory(t),
        local: true,
      });
      return [dpop, dpopNonceSecrets];
    };
    const secret = 's'.repeat(32);
    assert.deepEqual(read({}), ['accept', 'ephemeral']);
    assert.deepEqual(read({ DPOP_NONCE_SECRET: secret }), ['accept', [secret]]);
    assert.deepEqual(read({ DPOP: 'accept' }), ['accept', []]);
    assert.deepEqual(read({ DPOP: 'off' }), ['off', []]);
    assert.deepEqual(read({ DPOP: 'require', DPOP_NONCE_SECRET: secret }), ['require', [secret]]);
  });

  test('the command line wins over the environment', (t) => {
    const environment = { HOST: '127.0.0.2', PORT: '9000' };
    const configuration = readServerConfiguration({
      environment,
      cwd: directory(t),
      host: '::1',
      port: 9001,
    });
    assert.deepEqual([configuration.host, configuration.port], ['::1', 9001]);
  });

  test('an empty variable is as good as none', (t) => {
    const { port, realm } = readServerConfiguration({
      environment: { PORT: '', REALM: ' ' },
      cwd: directory(t),
    });
    assert.deepEqual([port, realm], [8001, undefined]);
  });

  test('authlete.ini in the working directory is read', (t) => {
    const configuration = readFullConfiguration({
      environment: {},
      cwd: directory(t, { 'authlete.ini': INI }),
    });
    assert.equal(configuration.authlete.baseUrl, 'https://us.authlete.com');
    assert.equal(configuration.authleteFile, 'authlete.ini');
  });

  test('authlete.properties is read where there is no authlete.ini', (t) => {
    const properties = 'service.api_key = 1\nservice.api_secret = 2\n';
    const configuration = readFullConfiguration({
      environment: {},
      cwd: directory(t, { 'authlete.properties': properties }),
    });
    assert.equal(configuration.authlete.apiVersion, 'V2');
    assert.equal(configuration.authleteFile, 'authlete.properties');
  });

  test('AUTHLETE_FILE names another file, which must be there', (t) => {
    const cwd = directory(t, { 'other.ini': INI });
    assert.equal(
      readFullConfiguration({ environment: { AUTHLETE_FILE: 'other.ini' }, cwd }).authleteFile,
      'other.ini',
    );
    assert.throws(
      () => readFullConfiguration({ environment: { AUTHLETE_FILE: 'missing.ini' }, cwd }),
      (error) => {
        assert.ok(error instanceof ConfigurationError);
        assert.deepEqual(error.problems[0], {
          setting: 'AUTHLETE_FILE',
          message: 'the file cannot be read (ENOENT)',
        });
        return true;
      },
    );
  });

  test('a variable wins over the same key in the file', (t) => {
    const { authlete } = readFullConfiguration({
      environment: { AUTHLETE_SERVICE_ACCESSTOKEN: 'from-the-environment' },
      cwd: directory(t, { 'authlete.ini': INI }),
    });
    assert.equal(authlete.apiVersion === 'V3' && authlete.serviceAccessToken, 'from-the-environment');
  });

  test('all problems are told at once, each with its setting', (t) => {
    const environment = {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      REALM: 'Zeit\n',
      AUTHLETE_TIMEOUT: '5s',
      AUTHLETE_API_VERSION: 'V4',
      AUTHLETE_BASE_URL: 'http://us.authlete.com',
    };
    assert.throws(
      () =>
        readFullConfiguration({ environment: { ...environment, REALM: 'Zeit\u00fc' }, cwd: directory(t) }),
      (error) => {
        assert.ok(error instanceof ConfigurationError);
        const settings = error.problems.map(({ setting }) => setting.split(' ')[0]);
        for (const setting of Object.keys(environment)) {
          assert.ok(settings.includes(setting), `${setting}: ${settings.join()}`);
        }
        return true;
      },
    );
  });

  test('how Authlete is called can be set, and switched off', (t) => {
    const environment = {
      AUTHLETE_CONNECTIONS: '8',
      AUTHLETE_QUEUE: '0',
      AUTHLETE_RETRY: 'never',
      AUTHLETE_CIRCUIT_FAILURES: 'Off',
    };
    const { authleteClient } = readServerConfiguration({ environment, cwd: directory(t) });
    const { connections, queue, retry, circuitFailures } = authleteClient;
    assert.deepEqual([connections, queue, retry, circuitFailures], [8, 0, 'never', 'off']);
    for (const [setting, value] of [
      ['AUTHLETE_CONNECTIONS', '0'],
      ['AUTHLETE_RETRY', 'twice'],
      ['AUTHLETE_CIRCUIT_FAILURES', 'on'],
      ['AUTHLETE_CIRCUIT_PAUSE', '2s'],
      ['TIME_BUDGET', '0'],
    ] as const) {
      const read = (): unknown =>
        readServerConfiguration({ environment: { [setting]: value }, cwd: directory(t) });
      assert.throws(read, ConfigurationError, setting);
    }
  });

  for (const port of ['-1', '65536', '80.5', '0x50', '8001 ', 'http']) {
    test(`PORT=${port} ${port.trim() === '8001' ? 'is trimmed' : 'is refused'}`, (t) => {
      const read = (): unknown => readServerConfiguration({ environment: { PORT: port }, cwd: directory(t) });
      if (port.trim() === '8001') assert.doesNotThrow(read);
      else assert.throws(read, ConfigurationError);
    });
  }
});
