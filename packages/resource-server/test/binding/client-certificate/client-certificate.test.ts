import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { certificateFromBase64 } from '../../../src/binding/client-certificate/certificate-from-base64.ts';
import {
  certificateFromEscapedPem,
  certificateFromPem,
} from '../../../src/binding/client-certificate/certificate-from-pem.ts';
import { certificateFromDer } from '../../../src/binding/client-certificate/client-certificate.ts';
import {
  base64Of,
  RFC_8705_PEM,
  RFC_8705_THUMBPRINT,
  RFC_9440_ISSUER_PEM,
  RFC_9440_PEM,
  SELF_SIGNED_KEY,
} from './certificates.ts';

const DER = Buffer.from(base64Of(RFC_8705_PEM), 'base64');
const EXPECTED = { pem: RFC_8705_PEM, thumbprint: RFC_8705_THUMBPRINT };

test('RFC 8705, appendix A: the thumbprint of the example certificate is its x5t#S256', () => {
  assert.deepEqual(certificateFromDer(DER), EXPECTED);
  assert.deepEqual(certificateFromPem(RFC_8705_PEM), EXPECTED);
  assert.deepEqual(certificateFromBase64(base64Of(RFC_8705_PEM)), EXPECTED);
});

test('a certificate that comes again is the same value', () => {
  assert.equal(certificateFromDer(DER), certificateFromDer(Uint8Array.from(DER)));
});

test('more certificates than are remembered are still read', () => {
  // Each differs in the last octet of its signature, which nobody verifies here.
  const thumbprints = Array.from({ length: 1200 }, (_, index) => {
    const der = Buffer.from(DER);
    der.writeUInt16BE(index, der.length - 2);
    return certificateFromDer(der)?.thumbprint;
  });
  assert.equal(new Set(thumbprints).size, 1200);
  assert.ok(!thumbprints.includes(undefined));
  assert.deepEqual(certificateFromDer(DER), EXPECTED);
});

test('octets that are not exactly one certificate are none', () => {
  const cases = {
    nothing: Buffer.alloc(0),
    'a certificate cut short': DER.subarray(0, -1),
    'a certificate with an octet behind it': Buffer.concat([DER, Buffer.alloc(1)]),
    'two certificates': Buffer.concat([DER, DER]),
    'PEM instead of DER': Buffer.from(RFC_8705_PEM),
    text: Buffer.from('certificate'),
  };
  for (const [name, octets] of Object.entries(cases)) {
    assert.equal(certificateFromDer(octets), undefined, name);
  }
});

test('RFC 8446, 4.4.2: of a chain the first certificate is the client\u2019s', () => {
  const leaf = certificateFromPem(RFC_9440_PEM);
  assert.ok(leaf);
  assert.deepEqual(certificateFromPem(RFC_9440_PEM + RFC_9440_ISSUER_PEM), leaf);
  assert.notDeepEqual(certificateFromPem(RFC_9440_ISSUER_PEM + RFC_9440_PEM), leaf);
});

test('RFC 7468, 2: PEM may have any line length and line end', () => {
  const oneLine = `-----BEGIN CERTIFICATE-----\n${base64Of(RFC_8705_PEM)}\n-----END CERTIFICATE-----`;
  for (const pem of [oneLine, RFC_8705_PEM.replaceAll('\n', '\r\n'), `\n${RFC_8705_PEM}\n`]) {
    assert.deepEqual(certificateFromPem(pem), EXPECTED);
  }
});

test('RFC 7468: text that is not PEM of certificates is refused', () => {
  const base64 = base64Of(RFC_8705_PEM);
  const cases = {
    'empty text': '',
    'base64 alone': base64,
    'no last line': RFC_8705_PEM.replace(/-----END.*\n/, ''),
    'no first line': RFC_8705_PEM.replace(/-----BEGIN.*\n/, ''),
    'text in front': `Subject: CN=mtls\n${RFC_8705_PEM}`,
    'text behind': `${RFC_8705_PEM}x`,
    'an empty block': '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
    'a character that is not base64': RFC_8705_PEM.replace('MIIB', 'MII*'),
    'a chain cut short': RFC_9440_PEM + RFC_9440_ISSUER_PEM.slice(0, -20),
    'a private key': SELF_SIGNED_KEY,
    'a private key behind the certificate': RFC_8705_PEM + SELF_SIGNED_KEY,
    'another label': RFC_8705_PEM.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
  };
  for (const [name, text] of Object.entries(cases)) {
    assert.equal(certificateFromPem(text), undefined, name);
  }
});

test('percent-encoded PEM is decoded once, and a plus sign stays one', () => {
  const escaped = encodeURIComponent(RFC_8705_PEM);
  assert.deepEqual(certificateFromEscapedPem(escaped), EXPECTED);
  assert.deepEqual(certificateFromEscapedPem(escaped.replaceAll('%2B', '+')), EXPECTED);
  assert.deepEqual(certificateFromEscapedPem(escaped.toLowerCase().slice(0, 3) + escaped.slice(3)), EXPECTED);
  assert.equal(certificateFromEscapedPem(encodeURIComponent(escaped)), undefined);
  assert.equal(certificateFromEscapedPem(escaped.replaceAll('%20', '+')), undefined);
  for (const wrong of ['', '%', '%4', '%GG', '%FF', '%C3%A9', escaped.slice(0, -1), '\u00e9']) {
    assert.equal(certificateFromEscapedPem(wrong), undefined, wrong);
  }
});

test('no text and no octets make the readers throw', () => {
  const piece = fc.constantFrom(
    '-----BEGIN CERTIFICATE-----',
    '-----END CERTIFICATE-----',
    base64Of(RFC_8705_PEM),
    '\n',
    ' ',
    '%',
    '%0A',
    '=',
  );
  const text = fc
    .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 10 })), { maxLength: 8 })
    .map((pieces) => pieces.join(''));
  const property = fc.property(text, fc.uint8Array({ maxLength: 60 }), (text, octets) => {
    for (const read of [certificateFromPem, certificateFromEscapedPem, certificateFromBase64]) {
      const certificate = read(text);
      assert.ok(certificate === undefined || certificate.thumbprint === RFC_8705_THUMBPRINT);
    }
    assert.equal(certificateFromDer(octets), undefined);
  });
  fc.assert(property, { numRuns: 500 });
});
