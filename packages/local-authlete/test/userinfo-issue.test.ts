import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import {
  compactDecrypt,
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
} from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken, GENERATIONS } from './authlete-api.ts';
import type { ApiBody } from './authlete-api.ts';
import { parseChallenge } from './parse-challenge.ts';

const ENDPOINT = '/auth/userinfo/issue';
const CLAIMS = JSON.stringify({ email: 'john@example.com', address: { country: 'DE' }, updated_at: 1 });

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

/** Registers a client and issues a UserInfo response for it. */
async function issueFor(metadata: object, request: object = {}): Promise<ApiBody & { clientId: string }> {
  const { client_id } = await local.registerClient({ ...metadata });
  const token = await createToken(local, { clientId: Number(client_id), scopes: ['openid'] });
  const { body } = await call(local, ENDPOINT, { token, claims: CLAIMS, ...request });
  assert.equal(body.resultCode, 'A096001', body.resultMessage);
  return { ...body, clientId: client_id };
}

/** Verifies a response as a client does: with the keys that the discovery document points to. */
async function verify(jwt: string, audience: string, algorithm: string): Promise<JWTPayload> {
  const discovery = await fetch(`${local.url}/.well-known/openid-configuration`);
  const { jwks_uri, issuer } = (await discovery.json()) as Record<string, string>;
  const { payload } = await jwtVerify(jwt, createRemoteJWKSet(new URL(jwks_uri!)), {
    issuer: issuer!,
    audience,
    algorithms: [algorithm],
  });
  return payload;
}

async function encryptionKeys(
  alg: string,
): Promise<{ privateKey: CryptoKey; jwks: { keys: object[] }; kid: string }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `${alg} key`;
  return { privateKey, kid, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'enc', alg }] } };
}

describe('POST /auth/userinfo/issue, JSON', () => {
  for (const generation of GENERATIONS) {
    it(`answers the claims with sub as JSON in a string (${generation})`, async () => {
      const token = await createToken(local, { scopes: ['openid'] });
      const { body } = await call(local, ENDPOINT, { token, claims: CLAIMS }, { generation });
      assert.equal(body.action, 'JSON');
      assert.equal(body.resultCode, 'A096001');
      assert.deepEqual(JSON.parse(body.responseContent), { ...(JSON.parse(CLAIMS) as object), sub: 'john' });
    });
  }

  it('answers sub alone without claims, and with claims that are null', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const request of [{ token }, { token, claims: null }]) {
      const { body } = await call(local, ENDPOINT, request);
      assert.deepEqual(JSON.parse(body.responseContent), { sub: 'john' });
    }
  });

  it('takes sub from the request unless it is empty', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    const subOf = async (sub: string): Promise<unknown> => {
      const { body } = await call(local, ENDPOINT, { token, sub, claims: '{"sub":"evil"}' });
      return (JSON.parse(body.responseContent) as JWTPayload).sub;
    };
    assert.equal(await subOf('pairwise'), 'pairwise');
    assert.equal(await subOf(''), 'john');
  });

  it('answers INTERNAL_SERVER_ERROR when claims are not a JSON object in a string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    for (const claims of ['{', '[]', 'null', '"x"']) {
      const { status, body } = await call(local, ENDPOINT, { token, claims });
      assert.equal(status, 200);
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
      assert.equal(parseChallenge(body.responseContent)['error'], 'server_error');
    }
  });

  it('is told by HTTP 400 that claims are an object and no string', async () => {
    const token = await createToken(local, { scopes: ['openid'] });
    assert.equal((await call(local, ENDPOINT, { token, claims: { email: 'x' } })).status, 400);
  });

  it('validates the token again', async () => {
    const actionOf = async (token?: string): Promise<unknown> =>
      (await call(local, ENDPOINT, { token })).body.action;
    assert.equal(await actionOf(), 'BAD_REQUEST');
    assert.equal(await actionOf('unknown'), 'UNAUTHORIZED');
    assert.equal(await actionOf(await createToken(local, { scopes: ['time.read'] })), 'FORBIDDEN');
    const expired = await createToken(local, { scopes: ['openid'], accessTokenDuration: 1 });
    local.clock.advance(1000);
    assert.equal(await actionOf(expired), 'UNAUTHORIZED');
  });
});

describe('POST /auth/userinfo/issue, JWT (OpenID Connect Core 1.0 section 5.3.2)', () => {
  for (const alg of ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']) {
    it(`signs with ${alg}, and a client can verify it`, async () => {
      const { action, responseContent, clientId } = await issueFor({ userinfo_signed_response_alg: alg });
      assert.equal(action, 'JWT');
      const payload = await verify(responseContent, clientId, alg);
      assert.equal(payload.sub, 'john');
      assert.equal(payload['email'], 'john@example.com');
      assert.deepEqual(payload.aud, [clientId]);
      assert.equal(payload.exp! - payload.iat!, 86_400);
    });
  }

  it('signs for the clients that are always there', async () => {
    for (const [clientId, alg] of [
      [1002, 'RS256'],
      [1003, 'ES256'],
    ] as const) {
      const token = await createToken(local, { clientId, scopes: ['openid'] });
      const { body } = await call(local, ENDPOINT, { token });
      assert.equal((await verify(body.responseContent, String(clientId), alg)).sub, 'john');
    }
  });

  it('is for the alias when the token was made with it', async () => {
    const token = await createToken(local, { clientId: 1002, clientIdAliasUsed: true, scopes: ['openid'] });
    const { body } = await call(local, ENDPOINT, { token });
    assert.deepEqual((await verify(body.responseContent, 'demo-rs256', 'RS256')).aud, ['demo-rs256']);
  });

  it('signs with the client secret for HS256', async () => {
    const { responseContent, clientId } = await issueFor({
      userinfo_signed_response_alg: 'HS256',
      client_secret: 'a secret of a client, long enough',
    });
    const key = Buffer.from('a secret of a client, long enough');
    const { payload } = await jwtVerify(responseContent, key, { audience: clientId, algorithms: ['HS256'] });
    assert.equal(payload.sub, 'john');
  });

  for (const alg of ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']) {
    it(`signs and then encrypts with ${alg}`, async () => {
      const { privateKey, jwks, kid } = await encryptionKeys(alg);
      const { action, responseContent, clientId } = await issueFor({
        userinfo_signed_response_alg: 'ES256',
        userinfo_encrypted_response_alg: alg,
        userinfo_encrypted_response_enc: 'A256GCM',
        jwks,
      });
      assert.equal(action, 'JWT');
      const { plaintext, protectedHeader } = await compactDecrypt(responseContent, privateKey);
      assert.deepEqual(protectedHeader.alg, alg);
      assert.equal(protectedHeader.enc, 'A256GCM');
      assert.equal(protectedHeader.cty, 'JWT');
      assert.equal(protectedHeader.kid, kid);
      const payload = await verify(Buffer.from(plaintext).toString(), clientId, 'ES256');
      assert.equal(payload.sub, 'john');
    });
  }

  it('encrypts without a signature when the client asks for that', async () => {
    const { privateKey, jwks } = await encryptionKeys('RSA-OAEP-256');
    const { action, responseContent, clientId } = await issueFor({
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
      jwks,
    });
    assert.equal(action, 'JWT');
    const { plaintext, protectedHeader } = await compactDecrypt(responseContent, privateKey);
    assert.equal(protectedHeader.enc, 'A128CBC-HS256');
    assert.equal('cty' in protectedHeader, false);
    const payload = JSON.parse(Buffer.from(plaintext).toString()) as JWTPayload;
    assert.equal(payload.sub, 'john');
    assert.equal(payload.iss, local.url);
    assert.deepEqual(payload.aud, [clientId]);
  });

  for (const alg of ['dir', 'A128KW']) {
    it(`encrypts with a key from the client secret for ${alg} (section 10.2)`, async () => {
      const secret = 'a secret of a client, long enough';
      const { responseContent } = await issueFor({
        userinfo_encrypted_response_alg: alg,
        userinfo_encrypted_response_enc: 'A128GCM',
        client_secret: secret,
      });
      const digest = await crypto.subtle.digest('SHA-256', Buffer.from(secret));
      const { plaintext } = await compactDecrypt(responseContent, new Uint8Array(digest).subarray(0, 16));
      assert.equal((JSON.parse(Buffer.from(plaintext).toString()) as JWTPayload).sub, 'john');
    });
  }

  it('answers INTERNAL_SERVER_ERROR when the client has no key to encrypt with', async () => {
    const { jwks } = await encryptionKeys('RSA-OAEP-256');
    const { client_id } = await local.registerClient({
      userinfo_encrypted_response_alg: 'ECDH-ES',
      jwks,
    });
    const token = await createToken(local, { clientId: Number(client_id), scopes: ['openid'] });
    const { body } = await call(local, ENDPOINT, { token });
    assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
  });

  it('names the key that it signs with, which the Authlete API knows as well', async () => {
    const { responseContent } = await issueFor({ userinfo_signed_response_alg: 'PS256' });
    const { body } = await call(local, '/service/jwks/get');
    const jwks = createLocalJWKSet({ keys: [...body.keys] });
    const { payload } = await jwtVerify(responseContent, jwks);
    assert.equal(payload.sub, 'john');
    assert.equal(typeof decodeProtectedHeader(responseContent).kid, 'string');
  });
});
