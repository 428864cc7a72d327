import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import {
  compactDecrypt,
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  exportJWK,
  jwtVerify,
} from 'jose';
import type { JWTPayload } from 'jose';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken } from './authlete-api.ts';

const CLAIMS = JSON.stringify({ email: 'john@example.com', name: 'Jöhn' });
const SECRET = 'a secret of a client, with at least the 64 octets that HS512 wants.';

const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
];
const CONTENT_ENCRYPTION = [
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
  'A128GCM',
  'A192GCM',
  'A256GCM',
];
const ECDH = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
const KEY_PAIRS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  X25519: generateKeyPairSync('x25519'),
};
type KeyPairName = keyof typeof KEY_PAIRS;

/** Every algorithm that encrypts to a key that the client has registered, with every kind of key that it takes. */
const TO_REGISTERED_KEYS: readonly (readonly [alg: string, key: KeyPairName])[] = [
  ...['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'].map((alg) => [alg, 'RSA'] as const),
  ...ECDH.flatMap((alg) =>
    (['P-256', 'P-384', 'P-521', 'X25519'] as const).map((key) => [alg, key] as const),
  ),
];
/** Those that encrypt with a key from the client's secret, and how many octets of it they need; `dir` needs those of `enc`. */
const WITH_SECRET = new Map([
  ['A128KW', 16],
  ['A192KW', 24],
  ['A256KW', 32],
  ['A128GCMKW', 16],
  ['A192GCMKW', 24],
  ['A256GCMKW', 32],
  ['dir', undefined],
]);

let local: LocalAuthlete;
before(async () => {
  local = await createLocalAuthlete({ port: 0 });
});
after(async () => local.close());

interface Issued {
  readonly jwt: string;
  readonly clientId: string;
  readonly clientSecret: unknown;
}

/** Registers a client and issues a UserInfo response for it. */
async function issueFor(metadata: object): Promise<Issued> {
  const { client_id: clientId, client_secret: clientSecret } = await local.registerClient({ ...metadata });
  const token = await createToken(local, { clientId: Number(clientId), scopes: ['openid'] });
  const { body } = await call(local, '/auth/userinfo/issue', { token, claims: CLAIMS });
  assert.equal(body.resultCode, 'A096001', body.resultMessage);
  assert.equal(body.action, 'JWT');
  return { jwt: body.responseContent, clientId, clientSecret };
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

/** Decrypts a response and verifies what is in it, as a client that wants both. */
async function open({ jwt, clientId }: Issued, key: KeyObject, header: object): Promise<JWTPayload> {
  const { plaintext, protectedHeader } = await compactDecrypt(jwt, key);
  const { alg, enc, kid, cty } = protectedHeader;
  assert.deepEqual({ alg, enc, kid, cty }, { ...header, cty: 'JWT' });
  return verify(Buffer.from(plaintext).toString(), clientId, 'ES256');
}

async function registeredKey(name: KeyPairName, members: object = {}): Promise<{ keys: object[] }> {
  const jwk = await exportJWK(KEY_PAIRS[name].publicKey);
  return { keys: [{ ...jwk, kid: `a key ${name}`, use: 'enc', ...members }] };
}

/** OpenID Connect Core 1.0 section 10.2: the leftmost octets of the smallest SHA-2 of the secret that has as many. */
function keyFromSecret(octets: number): KeyObject {
  const algorithm = octets > 48 ? 'sha512' : octets > 32 ? 'sha384' : 'sha256';
  return createSecretKey(hash(algorithm, SECRET, 'buffer').subarray(0, octets));
}

describe('signed UserInfo responses (OpenID Connect Core 1.0 section 5.3.2)', () => {
  for (const alg of ASYMMETRIC) {
    it(`${alg}: a client can verify it`, async () => {
      const { jwt, clientId } = await issueFor({ userinfo_signed_response_alg: alg });
      const { email, name, sub, aud, exp, iat } = await verify(jwt, clientId, alg);
      assert.deepEqual({ email, name, sub }, { email: 'john@example.com', name: 'Jöhn', sub: 'john' });
      assert.deepEqual(aud, [clientId]);
      assert.equal(exp! - iat!, 86_400);
    });
  }

  for (const alg of ['HS256', 'HS384', 'HS512']) {
    it(`${alg}: the key is the client secret (section 10.1), and a secret made here is long enough`, async () => {
      for (const client_secret of [SECRET, undefined]) {
        const metadata = { userinfo_signed_response_alg: alg, ...(client_secret && { client_secret }) };
        const { jwt, clientId, clientSecret } = await issueFor(metadata);
        const secret = Buffer.from(String(clientSecret));
        assert.ok(secret.length >= 64);
        const options = { issuer: local.url, audience: clientId, algorithms: [alg] };
        assert.equal((await jwtVerify(jwt, secret, options)).payload.sub, 'john');
      }
    });
  }

  it('are there for the clients that always are', async () => {
    for (const [clientId, alg] of [
      [1002, 'RS256'],
      [1003, 'ES256'],
    ] as const) {
      const token = await createToken(local, { clientId, scopes: ['openid'] });
      const { body } = await call(local, '/auth/userinfo/issue', { token });
      assert.equal((await verify(body.responseContent, String(clientId), alg)).sub, 'john');
    }
  });

  it('are for the alias when the token was made with it', async () => {
    const token = await createToken(local, { clientId: 1002, clientIdAliasUsed: true, scopes: ['openid'] });
    const { body } = await call(local, '/auth/userinfo/issue', { token });
    assert.deepEqual((await verify(body.responseContent, 'demo-rs256', 'RS256')).aud, ['demo-rs256']);
  });

  it('name the key, which the Authlete API knows as well', async () => {
    const { jwt } = await issueFor({ userinfo_signed_response_alg: 'PS256' });
    const { body } = await call(local, '/service/jwks/get');
    const { payload } = await jwtVerify(jwt, createLocalJWKSet({ keys: [...body.keys] }));
    assert.equal(payload.sub, 'john');
    assert.equal(typeof decodeProtectedHeader(jwt).kid, 'string');
  });

  it('are signed with the key that userInfoSignatureKeyId names, where several could', async (t) => {
    t.after(() => local.properties.change({ userInfoSignatureKeyId: '' }));
    const { body } = await call(local, '/service/jwks/get');
    const kids = body.keys.filter(({ crv }) => crv === 'P-256').map(({ kid }) => kid!);
    assert.equal(kids.length, 2);
    const kidOf = async (alg = 'ES256'): Promise<unknown> =>
      decodeProtectedHeader((await issueFor({ userinfo_signed_response_alg: alg })).jwt).kid;
    assert.equal(await kidOf(), kids[0]);
    for (const userInfoSignatureKeyId of kids) {
      local.properties.change({ userInfoSignatureKeyId });
      assert.equal(await kidOf(), userInfoSignatureKeyId);
    }
    assert.equal(await kidOf('HS256'), undefined);
    const token = await createToken(local, { clientId: 1002, scopes: ['openid'] });
    const { body: answer } = await call(local, '/auth/userinfo/issue', { token });
    assert.equal(answer.action, 'INTERNAL_SERVER_ERROR');
  });
});

describe('UserInfo responses that are signed and then encrypted', () => {
  for (const [alg, name] of TO_REGISTERED_KEYS) {
    it(`${alg} to a key ${name}, with every enc`, async () => {
      for (const enc of CONTENT_ENCRYPTION) {
        const issued = await issueFor({
          userinfo_signed_response_alg: 'ES256',
          userinfo_encrypted_response_alg: alg,
          userinfo_encrypted_response_enc: enc,
          jwks: await registeredKey(name),
        });
        const header = { alg, enc, kid: `a key ${name}` };
        assert.equal((await open(issued, KEY_PAIRS[name].privateKey, header)).sub, 'john');
      }
    });
  }

  for (const [alg, octets] of WITH_SECRET) {
    it(`${alg} with a key from the client secret (section 10.2), with every enc`, async () => {
      for (const enc of CONTENT_ENCRYPTION) {
        const issued = await issueFor({
          userinfo_signed_response_alg: 'ES256',
          userinfo_encrypted_response_alg: alg,
          userinfo_encrypted_response_enc: enc,
          client_secret: SECRET,
        });
        const key = keyFromSecret(octets ?? Number(/\d+$/.exec(enc)?.[0] ?? /\d+/.exec(enc)?.[0]) / 8);
        assert.equal((await open(issued, key, { alg, enc, kid: undefined })).sub, 'john');
      }
    });
  }

  it('use A128CBC-HS256 when the client says nothing of enc', async () => {
    const issued = await issueFor({
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
      jwks: await registeredKey('RSA'),
    });
    const header = { alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256', kid: 'a key RSA' };
    assert.equal((await open(issued, KEY_PAIRS.RSA.privateKey, header)).sub, 'john');
  });
});

describe('UserInfo responses that are encrypted alone', () => {
  for (const [alg, name] of [
    ['RSA-OAEP-256', 'RSA'],
    ['ECDH-ES', 'P-256'],
    ['ECDH-ES+A256KW', 'X25519'],
  ] as const) {
    it(`${alg}: the claims themselves are in it`, async () => {
      const { jwt, clientId } = await issueFor({
        userinfo_encrypted_response_alg: alg,
        userinfo_encrypted_response_enc: 'A256GCM',
        jwks: await registeredKey(name),
      });
      const { plaintext, protectedHeader } = await compactDecrypt(jwt, KEY_PAIRS[name].privateKey);
      assert.equal('cty' in protectedHeader, false);
      const { iss, aud, sub, email } = JSON.parse(Buffer.from(plaintext).toString()) as JWTPayload;
      assert.deepEqual(
        { iss, aud, sub, email },
        { iss: local.url, aud: [clientId], sub: 'john', email: 'john@example.com' },
      );
    });
  }
});

describe('the key that a UserInfo response is encrypted to', () => {
  const metadata = { userinfo_signed_response_alg: 'ES256', userinfo_encrypted_response_alg: 'ECDH-ES' };

  it('is the one for the algorithm among several, and none for signatures', async () => {
    const { keys: signing } = await registeredKey('P-384', { use: 'sig' });
    const { keys: other } = await registeredKey('P-521', { alg: 'ECDH-ES+A128KW' });
    const { keys: right } = await registeredKey('P-256', { alg: 'ECDH-ES' });
    const { keys: rsa } = await registeredKey('RSA');
    const { jwt } = await issueFor({ ...metadata, jwks: { keys: [...signing, ...other, ...rsa, ...right] } });
    assert.equal(decodeProtectedHeader(jwt).kid, 'a key P-256');
  });

  it('is fetched where the client has registered an address, jwks_uri', async (t) => {
    const jwks = await registeredKey('P-256');
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/jwk-set+json').end(JSON.stringify(jwks));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const jwks_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const issued = await issueFor({ ...metadata, jwks_uri });
    const header = { alg: 'ECDH-ES', enc: 'A128CBC-HS256', kid: 'a key P-256' };
    assert.equal((await open(issued, KEY_PAIRS['P-256'].privateKey, header)).sub, 'john');
  });

  it('makes for INTERNAL_SERVER_ERROR when there is none, or none can be fetched', async () => {
    for (const keys of [
      { jwks: await registeredKey('RSA') },
      { jwks: await registeredKey('P-256', { use: 'sig' }) },
      { jwks_uri: 'http://127.0.0.1:1/jwks' },
    ]) {
      const { client_id } = await local.registerClient({ ...metadata, ...keys });
      const token = await createToken(local, { clientId: Number(client_id), scopes: ['openid'] });
      const { body } = await call(local, '/auth/userinfo/issue', { token });
      assert.equal(body.action, 'INTERNAL_SERVER_ERROR');
    }
  });
});
