import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import { suite, test } from 'node:test';
import { parseComponent } from '../../src/message-signatures/covered-component.ts';
import { createSignatureBase, writeComponentLine } from '../../src/message-signatures/signature-base.ts';
import {
  type MessageSignatureVerdict,
  verifyMessageSignature,
} from '../../src/message-signatures/verify-message-signature.ts';
import { withFields } from './messages.ts';
import {
  ED25519_PRIVATE,
  PUBLIC_KEYS,
  SHARED_SECRET,
  SIGNATURE_VECTORS,
  type SignatureVector,
} from './rfc9421-vectors.ts';

const CREATED = 1_618_884_473;

function baseOf({ exchange, signatureInput }: SignatureVector): string {
  const identifiers = /^\((.*?)\)/.exec(signatureInput)?.[1]?.split(' ').filter(Boolean) ?? [];
  const lines = identifiers.map((text) => {
    const component = parseComponent(text);
    assert.ok(component);
    return writeComponentLine(component, exchange) ?? assert.fail(text);
  });
  return createSignatureBase(lines, signatureInput);
}

function verify({ exchange, label, signatureInput, signature }: SignatureVector): MessageSignatureVerdict {
  const fields = { signature: `${label}=:${signature}:`, 'signature-input': `${label}=${signatureInput}` };
  const signed =
    'request' in exchange
      ? { request: withFields(exchange.request, fields) }
      : { response: withFields(exchange.response, fields) };
  return verifyMessageSignature(signed, {
    findKey: (keyId = '') => {
      const found = PUBLIC_KEYS.get(keyId);
      return found && { ...found, keyId };
    },
    requiredComponents: [],
    now: () => CREATED * 1000,
  });
}

function vectorOf(section: string): SignatureVector {
  return SIGNATURE_VECTORS.find((vector) => vector.section === section) ?? assert.fail(section);
}

for (const vector of SIGNATURE_VECTORS) {
  suite(`RFC 9421, appendix ${vector.section}: ${vector.title}`, () => {
    test('the signature base is the one of the RFC', () => {
      const expected = [...vector.lines, `"@signature-params": ${vector.signatureInput}`].join('\n');
      assert.equal(baseOf(vector), expected);
    });

    if (vector.section === 'B.2.5') return;

    test('the signature verifies', () => {
      const verdict = verify(vector);
      assert.ok(verdict.valid, JSON.stringify(verdict));
      assert.equal(verdict.label, vector.label);
      assert.equal(verdict.created, CREATED);
    });

    test('it does not verify with one bit changed', () => {
      const bytes = Buffer.from(vector.signature, 'base64');
      bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7);
      const verdict = verify({ ...vector, signature: bytes.toString('base64') });
      assert.ok(!verdict.valid);
      assert.equal(verdict.fault, 'wrong_signature');
    });
  });
}

suite('RFC 9421, appendix B: what is deterministic is reproduced byte for byte', () => {
  test('B.2.5, hmac-sha256', () => {
    const vector = vectorOf('B.2.5');
    const mac = createHmac('sha256', SHARED_SECRET).update(baseOf(vector)).digest('base64');
    assert.equal(mac, vector.signature);
  });

  test('B.2.6, ed25519', () => {
    const vector = vectorOf('B.2.6');
    const signature = sign(null, Buffer.from(baseOf(vector)), ED25519_PRIVATE).toString('base64');
    assert.equal(signature, vector.signature);
  });

  test('B.2.5: a signature with a shared secret is not accepted, since whoever verifies it could have made it', () => {
    const verdict = verify(vectorOf('B.2.5'));
    assert.ok(!verdict.valid);
    assert.equal(verdict.fault, 'unknown_key');
  });
});
