import assert from 'node:assert/strict';
import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { createProtectedResourceMetadata } from '../../src/metadata/protected-resource-metadata.ts';
import type { MetadataSigningOptions } from '../../src/metadata/signed-metadata.ts';

const resource = 'https://resource.example.com/orders';
const NOW = Date.UTC(2026, 10, 24);

const KEYS: Readonly<Record<string, () => { privateKey: KeyObject; publicKey: KeyObject }>> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

function sign(signing: MetadataSigningOptions): string {
  const { document } = createProtectedResourceMetadata({
    resource,
    scopesSupported: ['orders.read'],
    signing,
  });
  return document['signed_metadata'] as string;
}

describe('RFC 9728, 2.2: signed metadata', () => {
  for (const [algorithm, generate] of Object.entries(KEYS)) {
    test(`is a JWT that others verify, signed with ${algorithm} because the key is of that kind`, async () => {
      const { privateKey, publicKey } = generate();
      for (const key of [privateKey, privateKey.export({ format: 'jwk' })]) {
        const { payload, protectedHeader } = await jwtVerify(sign({ key, now: () => NOW }), publicKey);
        assert.deepEqual(protectedHeader, { alg: algorithm });
        assert.deepEqual(payload, {
          resource,
          scopes_supported: ['orders.read'],
          iss: resource,
          iat: NOW / 1000,
        });
      }
    });
  }

  test('names its issuer and its key as told', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'of the JWK' };
    assert.equal(decodeProtectedHeader(sign({ key: jwk })).kid, 'of the JWK');
    const jwt = sign({ key: jwk, keyId: 'another', issuer: 'https://federation.example' });
    const { protectedHeader } = await jwtVerify(jwt, publicKey, { issuer: 'https://federation.example' });
    assert.equal(protectedHeader.kid, 'another');
  });

  test('stands beside the plain members', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const { document, body } = createProtectedResourceMetadata({ resource, signing: { key: privateKey } });
    assert.equal(document['resource'], resource);
    assert.equal(JSON.parse(body).signed_metadata, document['signed_metadata']);
  });

  test('is not made with a key that cannot sign, and the error shows nothing of the key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x: _, ...broken } = privateKey.export({ format: 'jwk' });
    const wrong: readonly MetadataSigningOptions['key'][] = [
      createPublicKey(privateKey),
      createPublicKey(privateKey).export({ format: 'jwk' }),
      createSecretKey(Buffer.alloc(32)),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
      generateKeyPairSync('x25519').privateKey,
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
      broken,
      {},
    ];
    for (const key of wrong) {
      assert.throws(
        () => sign({ key }),
        (error) => {
          assert.ok(error instanceof TypeError);
          assert.match(error.message, /^signing\.key: /);
          assert.equal(error.cause, undefined);
          assert.ok(!error.message.includes(broken.d ?? ''));
          return true;
        },
      );
    }
  });
});
