import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { suite, test } from 'node:test';
import { importJWK } from 'jose';
import { publicJwks } from '../../src/message-signatures/public-jwks.ts';
import { createResponseSigner } from '../../src/message-signatures/response-signer.ts';
import { createVerificationKeyFinder } from '../../src/message-signatures/verification-key-finder.ts';
import { ALGORITHMS, PRIVATE_KEYS } from './keys.ts';

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

suite('RFC 7517, section 5: the key set of a signer', () => {
  for (const [algorithm, key, alg] of ALGORITHMS) {
    test(`${algorithm}: the public key, and nothing private, with kid, alg and use`, async () => {
      const [jwk] = publicJwks([{ key, algorithm }]).keys;
      assert.ok(jwk);
      for (const member of PRIVATE_MEMBERS) assert.ok(!(member in jwk), member);
      assert.equal(jwk.alg, alg);
      assert.equal(jwk.use, 'sig');
      assert.ok(createPublicKey({ key: jwk, format: 'jwk' }).equals(createPublicKey(key)));
      const imported = await importJWK({ ...jwk });
      assert.ok('type' in imported && imported.type === 'public');
    });
  }

  test('private members of a JWK are not copied, whatever else it holds', () => {
    const jwk = { ...PRIVATE_KEYS.rsa.export({ format: 'jwk' }), kid: 'a', secret: 'b', oth: [] };
    const [published] = publicJwks([{ key: jwk }]).keys;
    assert.deepEqual(Object.keys(published ?? {}).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  test('names the key as the signatures do', () => {
    for (const options of [
      { key: PRIVATE_KEYS.p256 },
      { key: { ...PRIVATE_KEYS.p256.export({ format: 'jwk' }), kid: 'from the JWK' } },
      { key: PRIVATE_KEYS.p256, keyId: 'from the option' },
    ]) {
      assert.equal(publicJwks([options]).keys[0]?.kid, createResponseSigner(options).keyId);
    }
  });

  test('holds keys that nothing is signed with any more, public ones too', () => {
    const old = createPublicKey(PRIVATE_KEYS.p384);
    const { keys } = publicJwks([{ key: PRIVATE_KEYS.p256 }, { key: old }]);
    assert.deepEqual(
      keys.map(({ alg }) => alg),
      ['ES256', 'ES384'],
    );
  });

  test('two keys cannot have the same name', () => {
    const keys = [
      { key: PRIVATE_KEYS.p256, keyId: 'a' },
      { key: PRIVATE_KEYS.p384, keyId: 'a' },
    ];
    assert.throws(() => publicJwks(keys), TypeError);
  });
});

suite('RFC 7517, section 5: finding a key in a set', () => {
  const set = publicJwks(ALGORITHMS.map(([algorithm, key]) => ({ key, algorithm, keyId: algorithm })));

  test('the algorithm is the one of the key', () => {
    const findKey = createVerificationKeyFinder(set);
    for (const [algorithm] of ALGORITHMS) {
      assert.equal(findKey(algorithm)?.algorithm, algorithm);
      assert.equal(findKey(algorithm)?.key.type, 'public');
    }
    assert.equal(findKey('unknown'), undefined);
    assert.equal(findKey(undefined), undefined);
  });

  test('keys that are of no use for signatures are passed over', () => {
    const [jwk] = set.keys;
    assert.ok(jwk);
    const { kid: _, ...nameless } = jwk;
    const keys = [
      { ...jwk, kid: 'enc', use: 'enc' },
      { ...jwk, kid: 'alg', alg: 'ECDH-ES' },
      { kty: 'oct', k: 'AAAA', kid: 'secret' },
      { kty: 'none', kid: 'unknown' },
      nameless,
      { ...jwk, kid: 'usable' },
    ];
    const findKey = createVerificationKeyFinder({ keys });
    assert.deepEqual(
      ['enc', 'alg', 'secret', 'unknown', undefined, 'usable'].map((kid) => findKey(kid) !== undefined),
      [false, false, false, false, false, true],
    );
  });

  test('a set in which two keys have the same name is refused', () => {
    assert.throws(() => createVerificationKeyFinder({ keys: [...set.keys, ...set.keys] }), TypeError);
  });
});
