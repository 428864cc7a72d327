import assert from 'node:assert/strict';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { suite, test } from 'node:test';
import { calculateJwkThumbprint, type JWK } from 'jose';
import {
  importPublicJwk,
  type PublicJwk,
  readPublicJwk,
  thumbprintOf,
} from '../../../src/binding/dpop/public-jwk.ts';

function read(jwk: unknown): PublicJwk {
  const read = readPublicJwk(jwk);
  assert.ok(typeof read !== 'string', 'a key is expected');
  return read;
}

suite('public keys of proofs', () => {
  test('RFC 7638 §3.1: the thumbprint of the example', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn' +
      'jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q' +
      'MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awap' +
      'JzKnqDKgw';
    const key = read({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' });
    assert.equal(thumbprintOf(key), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  test('RFC 8037, appendix A.3: the thumbprint of an Ed25519 key', () => {
    const key = read({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
    assert.equal(thumbprintOf(key), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  test('RFC 9449 §6.1: the thumbprint of the example', () => {
    const key = read({
      kty: 'EC',
      x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
      y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
      crv: 'P-256',
    });
    assert.equal(thumbprintOf(key), '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I');
  });

  const pairs: readonly (readonly [kind: string, publicJwk: JsonWebKey, privateJwk: JsonWebKey])[] = [
    ...['P-256', 'P-384', 'P-521'].map((curve) =>
      exported(curve, generateKeyPairSync('ec', { namedCurve: curve })),
    ),
    exported('Ed25519', generateKeyPairSync('ed25519')),
    exported('RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })),
  ];
  for (const [kind, publicJwk, privateJwk] of pairs) {
    test(`a key of ${kind} is read and imported, with the thumbprint that jose finds`, async () => {
      const key = read({ ...publicJwk, kid: '1', use: 'sig', unknown: [] });
      assert.equal(key.kind, kind);
      assert.equal(thumbprintOf(key), await calculateJwkThumbprint(publicJwk as JWK));
      assert.deepEqual(importPublicJwk(key)?.export({ format: 'jwk' }), publicJwk);
    });

    test(`a private key of ${kind} is refused, whole or by any of its members`, () => {
      assert.equal(readPublicJwk(privateJwk), 'private_key');
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) {
        assert.equal(readPublicJwk({ ...publicJwk, [member]: null }), 'private_key', member);
      }
    });

    test(`a key of ${kind} without one of its members, or with one that is not canonical, is refused`, () => {
      for (const [member, value] of Object.entries(publicJwk)) {
        for (const wrong of [
          undefined,
          null,
          '',
          1,
          [value],
          `${String(value)}=`,
          `${String(value)}!`,
          ` ${String(value)}`,
        ]) {
          assert.equal(
            readPublicJwk({ ...publicJwk, [member]: wrong }),
            'malformed_key',
            `${member}: ${String(wrong)}`,
          );
        }
      }
    });
  }

  test('RFC 7518 §6.2.1: a point that is not on the curve is no key', () => {
    const coordinate = Buffer.alloc(32, 1).toString('base64url');
    assert.equal(importPublicJwk(read({ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate })), undefined);
  });

  test('RFC 7518 §3.3: 2047 bits are too few, 2048 are enough, more than 8192 are refused', () => {
    const jwk = (first: number, bytes: number): unknown => {
      const modulus = Buffer.alloc(bytes, 0xff);
      modulus[0] = first;
      return readPublicJwk({ kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' });
    };
    assert.equal(jwk(0x7f, 256), 'weak_key');
    assert.equal(typeof jwk(0x80, 256), 'object');
    assert.equal(typeof jwk(0xff, 1024), 'object');
    assert.equal(jwk(0x01, 1025), 'malformed_key');
  });

  for (const [e, fault] of [
    ['AQ', 'weak_key'],
    ['Ag', 'weak_key'],
    ['AQAA', 'weak_key'],
    ['AAEAAQ', 'malformed_key'],
    ['', 'malformed_key'],
    ['AAAAAAE', 'malformed_key'],
    ['_____w', undefined],
    ['Aw', undefined],
  ] as const) {
    test(`the RSA exponent ${e || '(none)'} is ${fault ?? 'usable'}`, () => {
      const n = Buffer.alloc(256, 0xff).toString('base64url');
      const key = readPublicJwk({ kty: 'RSA', n, e });
      assert.equal(typeof key === 'string' ? key : undefined, fault);
    });
  }
});

function exported(
  kind: string,
  { publicKey, privateKey }: ReturnType<typeof generateKeyPairSync>,
): [string, JsonWebKey, JsonWebKey] {
  return [kind, publicKey.export({ format: 'jwk' }), privateKey.export({ format: 'jwk' })];
}
