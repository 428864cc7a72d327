import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import * as jose from 'jose';
import { createVerificationKey, type PublishedJwkSet, verifyMessageSignature } from 'oauth-resource-server';
import { type Answer, ask, type RunningParts, startParts } from '../running-parts.ts';

const FAPI_TIME = '/api/fapi/time';
const INTERACTION_ID = '93bac548-d2de-4546-b106-880a5018460d';

/** A client that proves its key with DPoP, and signs its requests with the same key. */
class Client {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly jwk: jose.JWK = { ...this.#pair.publicKey.export({ format: 'jwk' }) };

  thumbprint(): Promise<string> {
    return jose.calculateJwkThumbprint(this.jwk);
  }

  async present(token: string, url: string): Promise<string[]> {
    const claims = { htm: 'GET', htu: url, ath: createHash('sha256').update(token).digest('base64url') };
    const proof = await new jose.SignJWT(claims)
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk })
      .setIssuedAt()
      .setJti(crypto.randomUUID())
      .sign(this.#pair.privateKey);
    return ['Authorization', `DPoP ${token}`, 'DPoP', proof];
  }

  /** FAPI 2.0 Message Signing, of a GET request; written here by hand, apart from the code that is tested. */
  signRequest(url: string, headers: readonly string[]): string[] {
    const covered = ['@method', '@target-uri', 'authorization', 'dpop'];
    const values = ['GET', url, headers[1] ?? '', headers[3] ?? ''];
    const parameters = `(${covered.map((name) => `"${name}"`).join(' ')});created=${Math.floor(Date.now() / 1000)};keyid="client";tag="fapi-2-request"`;
    const lines = covered.map((name, index) => `"${name}": ${values[index]}`);
    const base = [...lines, `"@signature-params": ${parameters}`].join('\n');
    const key = { key: this.#pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(base), key).toString('base64');
    return [...headers, 'Signature-Input', `sig1=${parameters}`, 'Signature', `sig1=:${signature}:`];
  }
}

async function startFapi(t: TestContext, environment: Record<string, string> = {}): Promise<RunningParts> {
  const directory = mkdtempSync(path.join(tmpdir(), 'signing-key-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, 'key.json');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(
    file,
    JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'server' }),
  );
  return startParts(t, { RESPONSE_SIGNING_KEY: file, ...environment });
}

async function publishedKeys(url: string): Promise<PublishedJwkSet> {
  const response = await fetch(`${url}/.well-known/jwks.json`);
  assert.equal(response.headers.get('content-type'), 'application/jwk-set+json');
  return (await response.json()) as PublishedJwkSet;
}

function verify(
  answer: Answer,
  url: string,
  keys: PublishedJwkSet,
): ReturnType<typeof verifyMessageSignature> {
  const header = (name: string): string | undefined => answer.headers[name]?.toString();
  return verifyMessageSignature(
    {
      request: { method: 'GET', targetUri: url, header: () => undefined },
      response: { status: answer.status, header, body: answer.body },
    },
    {
      requiredComponents: ['"@status"', '"content-digest"', '"@method";req', '"@target-uri";req'],
      tag: 'fapi-2-response',
      findKey: (keyId) => {
        const jwk = keys.keys.find(({ kid }) => kid === keyId);
        return jwk && createVerificationKey({ key: jwk });
      },
    },
  );
}

suite('the sample of a FAPI 2.0 endpoint', () => {
  test('a token that is bound and proved is answered, with an interaction identifier that was made', async (t) => {
    const parts = await startFapi(t);
    const client = new Client();
    const token = await parts.issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const answer = await ask(parts.url, FAPI_TIME, {
      headers: await client.present(token, parts.url + FAPI_TIME),
    });
    assert.equal(answer.status, 200, answer.body + parts.log());
    assert.match(String(answer.headers['x-fapi-interaction-id']), /^[0-9a-f-]{36}$/);
    assert.equal(answer.headers['signature'], undefined, 'Authlete did not ask for a signature');
  });

  test('the interaction identifier of a client is echoed, with success and with denial', async (t) => {
    const { url } = await startFapi(t);
    const answer = await ask(url, FAPI_TIME, { headers: ['x-fapi-interaction-id', INTERACTION_ID] });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['x-fapi-interaction-id'], INTERACTION_ID);
  });

  for (const wrong of ['1', `${INTERACTION_ID}, ${INTERACTION_ID}`, INTERACTION_ID.slice(1)]) {
    test(`an interaction identifier that is no UUID (${wrong}) is answered with 400`, async (t) => {
      const { url } = await startFapi(t);
      const answer = await ask(url, FAPI_TIME, { headers: ['x-fapi-interaction-id', wrong] });
      assert.equal(answer.status, 400);
      assert.match(answer.body, /"error":"invalid_request"/);
    });
  }

  test('a token that is not bound is refused, as Bearer and with a proof of anybody', async (t) => {
    const parts = await startFapi(t);
    const token = await parts.issueToken();
    const bearer = await ask(parts.url, FAPI_TIME, { headers: ['Authorization', `Bearer ${token}`] });
    assert.equal(bearer.status, 401);
    const headers = await new Client().present(token, parts.url + FAPI_TIME);
    assert.equal((await ask(parts.url, FAPI_TIME, { headers })).status, 401);
  });

  test('RFC 9421: an answer that Authlete wants signed is signed, and verifies with the published key', async (t) => {
    const parts = await startFapi(t);
    parts.authlete.properties.change({ responseSigningRequired: true });
    const client = new Client();
    const token = await parts.issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const answer = await ask(parts.url, FAPI_TIME, {
      headers: await client.present(token, parts.url + FAPI_TIME),
    });
    assert.equal(answer.status, 200, answer.body + parts.log());
    const keys = await publishedKeys(parts.url);
    assert.ok(!JSON.stringify(keys).includes('"d"'), 'the private key is published');
    const verdict = verify(answer, parts.url + FAPI_TIME, keys);
    assert.ok(verdict.valid, JSON.stringify([verdict, answer]));
    const tampered = verify(
      { ...answer, body: answer.body.replace('20', '19') },
      parts.url + FAPI_TIME,
      keys,
    );
    assert.equal(tampered.valid, false);
  });

  test('an answer that must be signed and cannot be is a 500, and nothing of it goes out', async (t) => {
    const parts = await startParts(t);
    parts.authlete.properties.change({ responseSigningRequired: true });
    const headers = ['Authorization', `Bearer ${await parts.issueToken()}`];
    const answer = await ask(parts.url, '/api/time', { headers });
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.body, /year/);
    assert.match(parts.log(), /cannot be signed/);
  });

  test('FAPI 2.0 Message Signing: a client that must sign its requests is refused unsigned and served signed', async (t) => {
    const parts = await startFapi(t);
    const client = new Client();
    const jwks = { keys: [{ ...client.jwk, kid: 'client', alg: 'ES256', use: 'sig' }] };
    const { client_id } = await parts.authlete.registerClient({ jwks, rs_request_signed: true });
    const members = { clientId: Number(client_id), dpopKeyThumbprint: await client.thumbprint() };
    const token = await parts.issueToken(members);
    const url = parts.url + FAPI_TIME;
    const unsigned = await ask(parts.url, FAPI_TIME, { headers: await client.present(token, url) });
    assert.equal(unsigned.status, 400, unsigned.body);
    const signed = client.signRequest(url, await client.present(token, url));
    const answer = await ask(parts.url, FAPI_TIME, { headers: signed });
    assert.equal(answer.status, 200, answer.body + parts.log());
    const elsewhere = client.signRequest(`${url}?to=elsewhere`, await client.present(token, url));
    assert.equal((await ask(parts.url, FAPI_TIME, { headers: elsewhere })).status, 400);
  });

  test('a UserInfo answer that Authlete has signed carries its signature', async (t) => {
    const parts = await startFapi(t, { MESSAGE_SIGNATURES: 'pass-on' });
    parts.authlete.properties.change({ rsResponseSigned: true });
    const client = new Client();
    const jwks = { keys: [{ ...client.jwk, kid: 'client', alg: 'ES256', use: 'sig' }] };
    const { client_id } = await parts.authlete.registerClient({ jwks });
    const token = await parts.issueToken({ clientId: Number(client_id) });
    const headers = client.signRequest(`${parts.url}/api/userinfo`, [
      'Authorization',
      `Bearer ${token}`,
      'DPoP',
      'none',
    ]);
    const answer = await ask(parts.url, '/api/userinfo', { headers });
    assert.equal(answer.status, 200, answer.body + parts.log());
    const digest = createHash('sha256').update(answer.body).digest('base64');
    assert.equal(answer.headers['content-digest'], `sha-256=:${digest}:`);
    assert.match(String(answer.headers['signature-input']), /tag="fapi-2-response"/);
    assert.match(String(answer.headers['signature']), /^[a-z0-9-]+=:[A-Za-z0-9+/=]+:$/);
  });

  test('PROFILE=fapi2 makes every endpoint such a one', async (t) => {
    const parts = await startFapi(t, { PROFILE: 'fapi2', DPOP: 'accept' });
    const token = await parts.issueToken();
    for (const url of ['/api/time', '/api/userinfo']) {
      const answer = await ask(parts.url, url, { headers: ['Authorization', `Bearer ${token}`] });
      assert.equal(answer.status, 401, url);
      assert.ok(answer.headers['x-fapi-interaction-id'], url);
    }
    const form = ['Content-Type', 'application/x-www-form-urlencoded'];
    const posted = await ask(parts.url, '/api/userinfo', {
      method: 'POST',
      headers: form,
      body: `access_token=${token}`,
    });
    assert.equal(posted.status, 401, 'a token in a form is not read');
    const client = new Client();
    const bound = await parts.issueToken({ dpopKeyThumbprint: await client.thumbprint() });
    const headers = await client.present(bound, `${parts.url}/api/userinfo`);
    assert.equal((await ask(parts.url, '/api/userinfo', { headers })).status, 200);
  });

  test('RFC 9728, 2.2: signed metadata verify with the published key, and say what the plain ones say', async (t) => {
    const resource = 'https://api.example.com';
    const parts = await startFapi(t, { SIGN_METADATA: 'on', RESOURCE: resource });
    const response = await fetch(`${parts.url}/.well-known/oauth-protected-resource`);
    const { signed_metadata, ...plain } = (await response.json()) as Record<string, unknown>;
    const keys = jose.createLocalJWKSet((await publishedKeys(parts.url)) as unknown as jose.JSONWebKeySet);
    const { payload } = await jose.jwtVerify(String(signed_metadata), keys, { issuer: resource });
    const { iss, iat, ...claims } = payload;
    assert.equal(iss, resource);
    assert.equal(typeof iat, 'number');
    assert.deepEqual(claims, plain);
    await assert.rejects(startParts(t, { SIGN_METADATA: 'on', RESOURCE: resource }), {
      name: 'ConfigurationError',
    });
  });

  test('without a key of its own the server has neither the sample nor a key set', async (t) => {
    const { url } = await startParts(t);
    assert.equal((await ask(url, FAPI_TIME)).status, 404);
    assert.equal((await ask(url, '/.well-known/jwks.json')).status, 404);
  });
});
