import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createLocalAuthlete } from 'local-authlete';
import type { LocalAuthlete } from 'local-authlete';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand } from './run-command.ts';
import type { CommandRun } from './run-command.ts';

/** RFC 8705, appendix A: a certificate and its `x5t#S256`. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
-----END CERTIFICATE-----
`;
const CERTIFICATE_THUMBPRINT = 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0';

/** RFC 7638, section 3.1: a key and its thumbprint. */
const KEY = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn' +
    'jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q' +
    'MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awap' +
    'JzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
};
const KEY_THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';

const DETAILS = [
  {
    type: 'payment',
    locations: ['https://bank.example/'],
    actions: ['read'],
    datatypes: ['iban'],
    identifier: 'account-1',
    privileges: ['owner'],
    amount: { value: '5' },
  },
];

let authlete: LocalAuthlete;
before(async () => {
  authlete = await createLocalAuthlete({ port: 0 });
});
after(() => authlete.close());

/** Runs `token issue` in a folder that holds these files. */
async function issue(
  context: TestContext,
  argv: readonly string[],
  files: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandRun> {
  const cwd = temporaryDirectory(context);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const holder = argv.includes('--client-credentials') ? [] : ['--subject', '1'];
  return runCommand(['token', 'issue', ...holder, '--authlete', authlete.url, ...argv], { cwd, environment });
}

async function askAuthlete(endpoint: string, question: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${authlete.url}/api/${authlete.serviceId}${endpoint}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${authlete.serviceAccessToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
  });
  return response.json() as Promise<Record<string, unknown>>;
}

async function introspect(token: string, members: object = {}): Promise<Record<string, unknown>> {
  return askAuthlete('/auth/introspection', { token, ...members });
}

describe('token issue, a token bound to a DPoP key (RFC 9449 section 6)', () => {
  it('takes the thumbprint, and shows that every request needs a proof', async (context) => {
    const { exitCode, stdout, stderr } = await issue(context, ['--dpop-jkt', KEY_THUMBPRINT]);
    const token = stdout.trim();
    assert.match(stderr, new RegExp(`Bound to the DPoP key ${KEY_THUMBPRINT}: every request needs a proof`));
    assert.ok(
      stderr.includes(
        `curl -i http://127.0.0.1:8001/api/time -H 'Authorization: DPoP ${token}' -H "DPoP: $PROOF"\n`,
      ),
    );
    assert.equal(exitCode, 0);
    const { action, responseContent } = await introspect(token);
    assert.equal(action, 'UNAUTHORIZED');
    assert.match(String(responseContent), /^DPoP error="invalid_token"/);
  });

  it('computes the thumbprint of a key in a file, public or private (RFC 7638 sections 3.1 and 3.2.1)', async (context) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const octets = generateKeyPairSync('ed25519');
    const found: string[] = [];
    for (const jwk of [
      KEY,
      publicKey.export({ format: 'jwk' }),
      { ...privateKey.export({ format: 'jwk' }), kid: 'mine', use: 'sig' },
      octets.privateKey.export({ format: 'jwk' }),
    ]) {
      const { stdout } = await issue(context, ['--dpop-key', 'key.jwk', '--json'], { 'key.jwk': jwk });
      const { tokenType, dpopKeyThumbprint } = JSON.parse(stdout);
      assert.equal(tokenType, 'DPoP');
      assert.match(dpopKeyThumbprint, /^[\w-]{43}$/);
      found.push(dpopKeyThumbprint);
    }
    assert.equal(found[0], KEY_THUMBPRINT);
    assert.equal(found[1], found[2]);
    assert.equal(new Set(found).size, 3);
  });
});

describe('token issue, a token bound to a client certificate (RFC 8705 section 3.1)', () => {
  for (const [how, argv] of [
    ['thumbprint', ['--certificate-thumbprint', CERTIFICATE_THUMBPRINT]],
    ['file (appendix A)', ['--certificate', 'client.pem']],
  ] as const) {
    it(`takes the certificate by its ${how}`, async (context) => {
      const { stdout, stderr } = await issue(context, argv, { 'client.pem': CERTIFICATE });
      assert.match(stderr, new RegExp(`Bound to the client certificate ${CERTIFICATE_THUMBPRINT}: `));
      assert.match(stderr, /curl -i \S+ --cert client\.pem --key client-key\.pem -H 'Authorization: Bearer /);
      const token = stdout.trim();
      assert.equal((await introspect(token))['action'], 'UNAUTHORIZED');
      assert.equal((await introspect(token, { clientCertificate: CERTIFICATE }))['action'], 'OK');
    });
  }

  it('and to a DPoP key as well', async (context) => {
    const argv = ['--certificate', 'client.pem', '--dpop-jkt', KEY_THUMBPRINT, '--json'];
    const { stdout } = await issue(context, argv, { 'client.pem': CERTIFICATE });
    const { tokenType, dpopKeyThumbprint, certificateThumbprint } = JSON.parse(stdout);
    assert.deepEqual(
      { tokenType, dpopKeyThumbprint, certificateThumbprint },
      {
        tokenType: 'DPoP',
        dpopKeyThumbprint: KEY_THUMBPRINT,
        certificateThumbprint: CERTIFICATE_THUMBPRINT,
      },
    );
  });
});

describe('token issue, what a token is good for', () => {
  it('names resources (RFC 8707) and how the user signed in (RFC 9470)', async (context) => {
    const resources = ['https://api.example/', 'urn:example:other'];
    const argv = ['--resource', resources[0]!, '--resource', resources[1]!, '--acr', 'urn:example:mfa'];
    const { stdout } = await issue(context, [...argv, '--auth-time', '1700000000', '--json']);
    const { accessToken, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest.resources, resources);
    assert.equal(rest.acr, 'urn:example:mfa');
    assert.equal(rest.authTime, 1_700_000_000);
    const demands = { resources, acrValues: ['urn:example:mfa'], maxAge: 4_000_000_000 };
    assert.equal((await introspect(accessToken, demands))['action'], 'OK');
    assert.equal((await introspect(accessToken, { maxAge: 60 }))['action'], 'UNAUTHORIZED');
  });

  it('knows a user who has signed in just now', async (context) => {
    const { stdout } = await issue(context, ['--auth-time', 'now']);
    assert.equal((await introspect(stdout.trim(), { maxAge: 60 }))['action'], 'OK');
  });

  for (const [how, value] of [
    ['as JSON', JSON.stringify(DETAILS)],
    ['in a file', '@details.json'],
  ] as const) {
    it(`has authorization details, given ${how} (RFC 9396 section 2)`, async (context) => {
      const argv = ['--authorization-details', value, '--json'];
      const { stdout } = await issue(context, argv, { 'details.json': DETAILS });
      const { accessToken, authorizationDetails } = JSON.parse(stdout);
      assert.deepEqual(authorizationDetails, DETAILS);
      const { amount, datatypes, ...common } = DETAILS[0]!;
      assert.deepEqual((await introspect(accessToken))['authorizationDetails'], {
        elements: [{ ...common, dataTypes: datatypes, otherFields: JSON.stringify({ amount }) }],
      });
    });
  }

  for (const [how, value] of [
    ['as JSON', (claims: object) => JSON.stringify(claims)],
    ['in a file', () => '@claims.json'],
  ] as const) {
    it(`asks for claims, given ${how} (OpenID Connect Core 1.0 section 5.5), and tells those consented to`, async (context) => {
      const claims = {
        userinfo: { 'family_name#ja': null, ':town': null },
        transformed_claims: { town: { claim: 'address', fn: [['get', 'locality']] } },
      };
      const argv = ['--claims', value(claims), '--consented-claims', ' nickname  address', '--json'];
      const { stdout, stderr } = await issue(context, argv, { 'claims.json': claims });
      assert.equal(stderr, '');
      const { accessToken, ...rest } = JSON.parse(stdout);
      const consentedClaims = ['nickname', 'address'];
      assert.deepEqual([rest.claims, rest.consentedClaims], [claims, consentedClaims]);
      const facts = await askAuthlete('/auth/userinfo', { token: accessToken });
      assert.equal(facts['userInfoClaims'], JSON.stringify(claims.userinfo));
      assert.deepEqual(facts['requestedClaimsForTx'], ['address']);
      assert.deepEqual(facts['consentedClaims'], consentedClaims);
    });
  }

  it('passes on what local Authlete does not understand of claims', async (context) => {
    const transformed_claims = { x: { claim: 'y', fn: ['unheard_of'] } };
    const value = JSON.stringify({ userinfo: {}, transformed_claims });
    const { exitCode, stdout, stderr } = await issue(context, ['--claims', value]);
    assert.match(stderr, /^error: Local Authlete does not understand it: .*unheard_of/);
    assert.deepEqual([exitCode, stdout], [1, '']);
  });

  it('is a client itself, with no user and no scopes (RFC 6749 section 4.4)', async (context) => {
    const { stdout, stderr } = await issue(context, ['--client-credentials']);
    assert.match(stderr, /For client 1001 itself, without scopes, until/);
    assert.doesNotMatch(stderr, /userinfo/);
    const { action, grantType, subject } = await introspect(stdout.trim());
    assert.deepEqual([action, grantType, subject], ['OK', 'CLIENT_CREDENTIALS', undefined]);
    const scoped = await issue(context, ['--client-credentials', '--scope', 'time.read', '--json']);
    assert.deepEqual(JSON.parse(scoped.stdout).scopes, ['time.read']);
    assert.ok(!('subject' in JSON.parse(scoped.stdout)));
  });

  it('shows the public address, which DPoP proofs are made for', async (context) => {
    const environment = { PUBLIC_URL: 'https://api.example/base/' };
    const { stderr } = await issue(context, ['--dpop-jkt', KEY_THUMBPRINT], {}, environment);
    assert.match(stderr, /curl -i https:\/\/api\.example\/base\/api\/time -H/);
  });
});

describe('a mistake in what a token is to be', () => {
  const mistakes: readonly (readonly [argv: readonly string[], words: RegExp])[] = [
    [
      ['--dpop-jkt', 'short'],
      /^error: option '--dpop-jkt <thumbprint>' argument 'short' is invalid\. A SHA-256/,
    ],
    [['--dpop-jkt', `${KEY_THUMBPRINT.slice(0, -1)}t`], /^error: option '--dpop-jkt <thumbprint>'/],
    [['--certificate-thumbprint', 'AA:BB'], /^error: option '--certificate-thumbprint <x5t>' .* A SHA-256/],
    [['--dpop-jkt', KEY_THUMBPRINT, '--dpop-key', 'key.jwk'], /^error: option '--dpop-jkt .* cannot be used/],
    [
      ['--certificate-thumbprint', KEY_THUMBPRINT, '--certificate', 'client.pem'],
      /^error: option '--certificate-thumbprint .* cannot be used/,
    ],
    [['--dpop-key', 'nothing.jwk'], /^error: The file of --dpop-key cannot be read \(ENOENT\)\./],
    [['--dpop-key', 'client.pem'], /^error: The file of --dpop-key must hold one asymmetric key/],
    [['--dpop-key', 'secret.jwk'], /^error: The file of --dpop-key must hold one asymmetric key/],
    [['--certificate', 'nothing.pem'], /^error: The file of --certificate cannot be read \(ENOENT\)\./],
    [['--certificate', 'secret.jwk'], /^error: The file of --certificate must hold an X\.509 certificate/],
    [
      ['--resource', '/api'],
      /^error: option '--resource <uri>' argument '\/api' is invalid\. An absolute URI/,
    ],
    [['--resource', 'https://api.example/#a'], /^error: option '--resource <uri>'/],
    [['--acr', 'a b'], /^error: option '--acr <value>' argument 'a b' is invalid\. Visible ASCII/],
    [['--acr', ''], /^error: option '--acr <value>'/],
    [['--auth-time', 'yesterday'], /^error: option '--auth-time <seconds>' .* A whole number from 1/],
    [['--authorization-details', '{'], /^error: The value of --authorization-details, or of its file/],
    [['--authorization-details', '@none.json'], /^error: The file of --authorization-details cannot be read/],
    [['--authorization-details', '[]'], /^error: Write --authorization-details as a JSON array/],
    [['--authorization-details', '{"type":"a"}'], /^error: Write --authorization-details as a JSON array/],
    [
      ['--authorization-details', '[{"actions":[]}]'],
      /^error: Write --authorization-details as a JSON array/,
    ],
    [
      ['--authorization-details', '[{"type":"a","actions":"read"}]'],
      /^error: Write --authorization-details as a JSON array/,
    ],
    [['--claims', '{'], /^error: The value of --claims, or of its file \(@file\), must be JSON/],
    [['--claims', '{"email":null}'], /^error: Write --claims as a claims request parameter/],
    [['--claims', '["userinfo"]'], /^error: Write --claims as a claims request parameter/],
    [['--client-credentials', '--claims', '{}'], /^error: option '--client-credentials' cannot be used with/],
    [['--client-credentials', '--subject', '1'], /^error: option '--client-credentials' cannot be used with/],
    [['--client-credentials', '--acr', 'a'], /^error: option '--client-credentials' cannot be used with/],
    [['--client-credentials', '--auth-time', 'now'], /^error: option '--client-credentials' cannot be used/],
  ];
  for (const [argv, words] of mistakes) {
    it(`is told: ${argv.join(' ')}`, async (context) => {
      const { exitCode, stdout, stderr } = await issue(context, argv, {
        'client.pem': CERTIFICATE,
        'secret.jwk': { kty: 'oct', k: 'c2VjcmV0' },
      });
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /c2VjcmV0/);
      assert.deepEqual([exitCode, stdout], [2, '']);
    });
  }
});
