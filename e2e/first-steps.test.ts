// What README promises of `npm start`, done with real processes and, as the client, a library that knows nothing of ours.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, suite, test } from 'node:test';
import * as jose from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { StartedProgram } from './started-program.ts';

const insecure = { [oauth.allowInsecureRequests]: true };

suite('first steps: npm start', () => {
  let program: StartedProgram;
  let printedToken: string;

  before(async () => {
    program = await StartedProgram.start();
    printedToken =
      /curl -i \S+\/api\/time -H 'Authorization: Bearer ([^']+)'/.exec(program.output)?.[1] ?? '';
  });
  after(async () => {
    await program.stop();
    assert.match(program.output, /^Stopping …$/m);
    assert.doesNotMatch(program.output, /Not everything stopped|ELIFECYCLE|Error/);
    await assert.rejects(fetch(program.url), 'the server still answers after Ctrl-C');
    await assert.rejects(fetch(program.authleteUrl), 'local Authlete still answers after Ctrl-C');
  });

  /** Asks local Authlete, which a resource server's user would do in the console of the real one. */
  async function askLocalAuthlete<Result>(path: string, body: unknown): Promise<Result> {
    const response = await fetch(`${program.authleteUrl}${path}`, {
      method: 'POST',
      headers: { Authorization: 'Bearer local-access-token', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return (await response.json()) as Result;
  }

  async function issueToken(clientId: number): Promise<string> {
    const body = {
      grantType: 'AUTHORIZATION_CODE',
      clientId,
      subject: '1',
      scopes: ['openid', 'profile', 'email'],
    };
    return (await askLocalAuthlete<{ accessToken: string }>('/api/10001/auth/token/create', body))
      .accessToken;
  }

  async function discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(program.authleteUrl);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  }

  async function fetchUserInfo(client: oauth.Client, key?: jose.CryptoKey): Promise<oauth.UserInfoResponse> {
    const server = await discover();
    const token = await issueToken(Number(client.client_id));
    const response = await oauth.userInfoRequest(server, client, token, insecure);
    const decrypt: oauth.JweDecryptFunction = async (jwe) => {
      assert.ok(key, 'an encrypted answer, and the client has no key');
      return new TextDecoder().decode((await jose.compactDecrypt(jwe, key)).plaintext);
    };
    const options = { [oauth.jweDecrypt]: decrypt };
    if (client.userinfo_signed_response_alg === undefined) {
      return oauth.processUserInfoResponse(server, client, '1', response, options);
    }
    assert.equal(response.headers.get('content-type'), 'application/jwt');
    const claims = await oauth.processUserInfoResponse(server, client, '1', response, options);
    await oauth.validateApplicationLevelSignature(server, response, insecure);
    return claims;
  }

  test('the page is where it is said to be', async () => {
    const address = /^Page +(\S+)/m.exec(program.output)?.[1] ?? '';
    assert.equal(address, `${program.url}/`);
    const response = await fetch(address);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<h1>Sign in and see it work<\/h1>/);
  });

  test('the printed token opens /api/time', async () => {
    const response = await oauth.protectedResourceRequest(
      printedToken,
      'GET',
      new URL(`${program.url}/api/time`),
      undefined,
      null,
      insecure,
    );
    assert.equal(response.status, 200);
    const time = (await response.json()) as Record<string, number>;
    assert.equal(time['year'], new Date().getUTCFullYear());
  });

  test('an independent client reads the challenges: with a token that is unknown, and without one no error', async () => {
    const request = oauth.protectedResourceRequest(
      'unknown',
      'GET',
      new URL(`${program.url}/api/time`),
      undefined,
      null,
      insecure,
    );
    await assert.rejects(request, (error) => {
      assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
      assert.equal(error.cause[0]?.scheme, 'bearer');
      assert.equal(error.cause[0]?.parameters.error, 'invalid_token');
      return true;
    });
    const bare = await fetch(`${program.url}/api/time`);
    assert.equal(bare.status, 401);
    const metadata = `${program.url}/.well-known/oauth-protected-resource`;
    assert.equal(
      bare.headers.get('www-authenticate'),
      `Bearer resource_metadata="${metadata}", ` +
        `DPoP algs="ES256 ES384 PS256 RS256 EdDSA Ed25519", resource_metadata="${metadata}"`,
    );
  });

  test('RFC 9728: the challenge leads to the metadata, and they lead to the authorization server', async () => {
    const resource = new URL(program.url);
    const response = await oauth.resourceDiscoveryRequest(resource, insecure);
    const metadata = await oauth.processResourceDiscoveryResponse(resource, response);
    assert.deepEqual(metadata.authorization_servers, [program.authleteUrl]);
    const keys = await fetch(metadata.jwks_uri ?? '');
    assert.equal(keys.status, 200);
  });

  test('the discovery document of local Authlete leads to this UserInfo endpoint', async () => {
    const server = await discover();
    assert.equal(server.userinfo_endpoint, `${program.url}/api/userinfo`);
  });

  test('UserInfo in JSON', async () => {
    const claims = await fetchUserInfo({ client_id: '1001' });
    assert.equal(claims.sub, '1');
    assert.equal(claims.name, 'John Smith');
    assert.equal(claims.email, 'john@example.com');
  });

  for (const [client_id, userinfo_signed_response_alg] of [
    ['1002', 'RS256'],
    ['1003', 'ES256'],
  ] as const) {
    test(`UserInfo signed with ${userinfo_signed_response_alg}`, async () => {
      const claims = await fetchUserInfo({ client_id, userinfo_signed_response_alg });
      assert.equal(claims.name, 'John Smith');
    });
  }

  async function registerClient(metadata: Readonly<Record<string, unknown>>): Promise<string> {
    return (await askLocalAuthlete<{ client_id: string }>('/local/clients', metadata)).client_id;
  }

  for (const algorithm of ['RSA-OAEP-256', 'ECDH-ES']) {
    test(`UserInfo encrypted with ${algorithm}, with and without a signature inside`, async () => {
      const { publicKey, privateKey } = await jose.generateKeyPair(algorithm);
      const metadata = {
        userinfo_encrypted_response_alg: algorithm,
        userinfo_encrypted_response_enc: 'A256GCM',
        jwks: { keys: [{ ...(await jose.exportJWK(publicKey)), use: 'enc', alg: algorithm, kid: '1' }] },
      };
      const signature = { userinfo_signed_response_alg: 'ES256' };
      const nested = { client_id: await registerClient({ ...metadata, ...signature }), ...signature };
      assert.equal((await fetchUserInfo(nested, privateKey)).name, 'John Smith');

      // oauth4webapi insists on a signature, so the client without one reads with jose.
      const token = await issueToken(Number(await registerClient(metadata)));
      const response = await fetch(`${program.url}/api/userinfo`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      assert.equal(response.headers.get('content-type'), 'application/jwt');
      const { payload } = await jose.jwtDecrypt(await response.text(), privateKey, {
        issuer: program.authleteUrl,
      });
      assert.equal(payload.sub, '1');
      assert.equal(payload['name'], 'John Smith');
    });
  }

  test('openid-client, from discovery to UserInfo', async () => {
    const metadata = { client_id: '1002', userinfo_signed_response_alg: 'RS256' };
    const options = { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] };
    const issuer = new URL(program.authleteUrl);
    const configuration = await openid.discovery(issuer, '1002', metadata, openid.None(), options);
    const claims = await openid.fetchUserInfo(configuration, await issueToken(1002), '1');
    assert.equal(claims.name, 'John Smith');
  });

  test('the port is in use: one line that says what to do', () => {
    const second = spawnSync('npm', ['start'], { env: program.environment, encoding: 'utf8' });
    assert.equal(second.status, 1);
    const lines = second.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));
    assert.equal(lines.length, 1, second.stderr);
    assert.match(lines[0] ?? '', /^Port \d+ on 127\.0\.0\.1 is in use\. .*LOCAL_AUTHLETE_PORT/);
  });
});

test('a supervisor that stops npm stops everything', async () => {
  const program = await StartedProgram.start();
  await program.terminate();
  assert.match(program.output, /^Stopping …$/m);
  await assert.rejects(fetch(program.authleteUrl), 'local Authlete still answers');
});
