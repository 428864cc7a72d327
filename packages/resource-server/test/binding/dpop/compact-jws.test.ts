import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { decodeBase64url } from '../../../src/binding/dpop/base64url.ts';
import { readCompactJws } from '../../../src/binding/dpop/compact-jws.ts';
import { encode } from './proof-maker.ts';

suite('RFC 7515 §7.1: a compact JWS', () => {
  test('RFC 9449 §4.2: the header and the claims of the example', () => {
    const header = {
      typ: 'dpop+jwt',
      alg: 'ES256',
      jwk: {
        kty: 'EC',
        x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
        y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
        crv: 'P-256',
      },
    };
    const claims = {
      jti: '-BwC3ESc6acc2lTc',
      htm: 'POST',
      htu: 'https://server.example.com/token',
      iat: 1_562_262_616,
    };
    const proof =
      'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo' +
      'RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJ' +
      'qdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0Ijo' +
      'xNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg';
    const jws = readCompactJws(proof);
    assert.deepEqual(jws?.header, header);
    assert.deepEqual(jws?.claims, claims);
    assert.equal(jws?.signature.length, 64);
    assert.equal(jws?.signingInput, proof.slice(0, proof.lastIndexOf('.')));
  });

  test('RFC 7515 §4: of members with the same name the last one counts', () => {
    const jws = readCompactJws(
      `${encode('{"alg":"none","alg":"ES256"}')}.${encode('{"htm":1,"htm":"GET"}')}.AA`,
    );
    assert.deepEqual(jws?.header, { alg: 'ES256' });
    assert.deepEqual(jws?.claims, { htm: 'GET' });
  });

  test('a member named __proto__ is a member and no prototype', () => {
    const jws = readCompactJws(`${encode('{"__proto__":{"typ":"dpop+jwt"}}')}.${encode('{}')}.AA`);
    assert.equal(jws?.header['typ'], undefined);
  });

  test('RFC 4648 §3.5: each sequence of bytes has one spelling, and no other text is base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.deepEqual(decodeBase64url(encode(bytes)), Buffer.from(bytes));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'B', 'g', 'w', 'Q', '-', '_', '+', '='), maxLength: 9 }),
        (text) => {
          const bytes = decodeBase64url(text);
          assert.ok(bytes === undefined || encode(bytes) === text);
        },
      ),
    );
  });
});
