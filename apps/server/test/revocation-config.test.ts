import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { suite, test } from 'node:test';
import { ConfigurationError, readServerConfiguration } from '../src/config.ts';
import type { RevocationConfiguration } from '../src/revocation-config.ts';

const TOKEN = 'kq3v8Zx0m1B7n6C5s4D3f2G1h0JkLqWe';

function read(environment: Record<string, string>): RevocationConfiguration {
  return readServerConfiguration({ environment, cwd: tmpdir() }).revocation;
}

/** The settings that are complained about. */
function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    for (const { message } of error.problems) {
      for (const value of Object.values(environment)) assert.ok(!message.includes(value) || value.length < 5);
    }
    return error.problems.map(({ setting }) => setting);
  }
}

suite('the admin listener', () => {
  test('is off without a port, whatever else is set', () => {
    assert.equal(read({ ADMIN_TOKEN: TOKEN, ADMIN_HOST: '0.0.0.0' }).admin, undefined);
  });

  test('listens on this machine alone unless told otherwise', () => {
    const admin = { host: '127.0.0.1', port: 9001, tokens: [TOKEN] };
    assert.deepEqual(read({ ADMIN_PORT: '9001', ADMIN_TOKEN: TOKEN }).admin, admin);
  });

  test('is not there without a token that nobody guesses', () => {
    for (const ADMIN_TOKEN of [
      '',
      'short',
      TOKEN.slice(1),
      `${TOKEN},short`,
      `${TOKEN} ${TOKEN}`,
      `ü${TOKEN}`,
    ]) {
      assert.deepEqual(problemsOf({ ADMIN_PORT: '9001', ADMIN_TOKEN }), ['ADMIN_TOKEN'], ADMIN_TOKEN);
    }
    assert.deepEqual(problemsOf({ ADMIN_PORT: '9001' }), ['ADMIN_TOKEN']);
  });

  test('is for other machines by HTTPS only', () => {
    const admin = { ADMIN_PORT: '9001', ADMIN_TOKEN: TOKEN };
    const tls = { TLS_CERTIFICATE: 'cert.pem', TLS_KEY: 'key.pem' };
    for (const ADMIN_HOST of [
      '0.0.0.0',
      '::',
      '192.0.2.1',
      'admin.example.com',
      '127.0.0.1.example.com',
      '128.0.0.1',
    ]) {
      assert.deepEqual(problemsOf({ ...admin, ADMIN_HOST }), ['ADMIN_HOST'], ADMIN_HOST);
      assert.deepEqual(problemsOf({ ...admin, ...tls, ADMIN_HOST }), []);
    }
    for (const ADMIN_HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      assert.deepEqual(problemsOf({ ...admin, ADMIN_HOST }), [], ADMIN_HOST);
    }
  });

  test('takes several tokens, between commas', () => {
    const other = TOKEN.toUpperCase();
    const { admin } = read({ ADMIN_PORT: '0', ADMIN_TOKEN: `${TOKEN}, ${other}` });
    assert.deepEqual(admin?.tokens, [TOKEN, other]);
  });
});

suite('security events', () => {
  const complete = {
    SECURITY_EVENTS_ISSUER: 'https://idp.example.com',
    SECURITY_EVENTS_AUDIENCE: 'https://a.example.com, https://b.example.com',
    SECURITY_EVENTS_JWKS: 'https://idp.example.com/jwks',
  };

  test('are taken in with issuer, audience and keys', () => {
    assert.deepEqual(read(complete).securityEvents, {
      issuer: 'https://idp.example.com',
      audience: ['https://a.example.com', 'https://b.example.com'],
      jwks: 'https://idp.example.com/jwks',
      authorization: [],
    });
  });

  test('what is missing is said, whatever is there', () => {
    for (const missing of Object.keys(complete)) {
      assert.deepEqual(problemsOf({ ...complete, [missing]: '' }), [missing]);
    }
    assert.deepEqual(problemsOf({ SECURITY_EVENTS_AUTHORIZATION: 'Bearer secret' }), Object.keys(complete));
  });
});

test('the horizon is from a minute to a year', () => {
  assert.equal(read({ REVOCATION_HORIZON: '3600' }).horizon, 3600);
  for (const REVOCATION_HORIZON of ['0', '59', '1d', '31622401']) {
    assert.deepEqual(problemsOf({ REVOCATION_HORIZON }), ['REVOCATION_HORIZON']);
  }
});
