import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { suite, test } from 'node:test';
import type { RequestMessage, ResponseMessage } from '../../src/message-signatures/http-message.ts';
import { createVerificationKey } from '../../src/message-signatures/message-signature-key.ts';
import {
  createResponseSigner,
  type ResponseSignature,
  type ResponseSigner,
  type ResponseSignerOptions,
} from '../../src/message-signatures/response-signer.ts';
import { ResponseSigningError } from '../../src/message-signatures/response-signing-error.ts';
import { verifyMessageSignature } from '../../src/message-signatures/verify-message-signature.ts';
import {
  FAPI_RESPONSE_COMPONENTS,
  FAPI_RESPONSE_TAG,
} from '../../src/message-signatures/fapi-signature-profile.ts';
import { ALGORITHMS, PRIVATE_KEYS } from './keys.ts';
import { type Fields, headers, signatureFields, withFields } from './messages.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 45, 2, 789);
const CREATED = Math.floor(NOW / 1000);
const BODY = '{"message":"good dog \u{1F415}"}';

const request: RequestMessage = {
  method: 'GET',
  targetUri: 'https://api.example.com/accounts?page=2',
  header: headers({ authorization: 'DPoP abc', dpop: 'proof' }),
};
const response: ResponseMessage = {
  status: 200,
  header: headers({ 'content-type': 'application/json' }),
  body: BODY,
};

function createSigner(options: Partial<ResponseSignerOptions> = {}): ResponseSigner {
  return createResponseSigner({ key: PRIVATE_KEYS.p256, now: () => NOW, ...options });
}

function sent(message: ResponseMessage, fields: ResponseSignature): ResponseMessage {
  return withFields(message, {
    'content-digest': fields['Content-Digest'],
    'signature-input': fields['Signature-Input'],
    signature: fields.Signature,
  });
}

/** The identifiers that are covered, as they are written. */
function coveredBy(fields: ResponseSignature): string {
  return /^sig=\((.*)\);created=/.exec(fields['Signature-Input'])?.[1] ?? assert.fail();
}

function assertValid(
  key: KeyObject,
  exchange: { request: RequestMessage; response: ResponseMessage },
  algorithm?: ResponseSignerOptions['algorithm'],
): void {
  const verdict = verifyMessageSignature(exchange, {
    findKey: () => createVerificationKey({ key, algorithm }),
    requiredComponents: FAPI_RESPONSE_COMPONENTS,
    tag: FAPI_RESPONSE_TAG,
    now: () => NOW,
  });
  assert.ok(verdict.valid, JSON.stringify(verdict));
}

suite('FAPI 2.0 Http Signatures: the signature of a response', () => {
  test('covers status, content, method and target, and says when and with which key it was made, and what for', () => {
    const signer = createSigner({ keyId: 'server "1"' });
    const fields = signer.sign({ request, response });
    const digest = createHash('sha256').update(BODY).digest('base64');
    assert.equal(fields['Content-Digest'], `sha-256=:${digest}:`);
    assert.equal(
      fields['Signature-Input'],
      `sig=("@status" "content-digest" "@method";req "@target-uri";req);created=${CREATED}` +
        String.raw`;keyid="server \"1\"";tag="fapi-2-response"`,
    );
    assert.match(fields.Signature, /^sig=:[A-Za-z0-9+/]{86}==:$/);
  });

  test('RFC 9421 §2.5: is verified by another implementation of ECDSA over a signature base written by hand', async () => {
    const fields = createSigner({ keyId: 'k' }).sign({ request, response });
    const base = [
      '"@status": 200',
      `"content-digest": ${fields['Content-Digest']}`,
      '"@method";req: GET',
      '"@target-uri";req: https://api.example.com/accounts?page=2',
      `"@signature-params": ${fields['Signature-Input'].slice('sig='.length)}`,
    ].join('\n');
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const { d: _, ...jwk } = PRIVATE_KEYS.p256.export({ format: 'jwk' });
    const key = await webcrypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
    const signature = Buffer.from(fields.Signature.slice('sig=:'.length, -1), 'base64');
    assert.ok(await webcrypto.subtle.verify(algorithm, key, signature, Buffer.from(base)));
  });

  for (const [algorithm, key] of ALGORITHMS) {
    if (algorithm === 'rsa-v1_5-sha256') continue;
    test(`verifies with ${algorithm}`, () => {
      const signer = createSigner({ key, algorithm });
      assert.equal(signer.algorithm, algorithm);
      assertValid(key, { request, response: sent(response, signer.sign({ request, response })) }, algorithm);
    });
  }

  test('covers an empty content, so that nobody can add one', () => {
    const empty: ResponseMessage = { status: 204, header: headers({}) };
    const fields = createSigner().sign({ request, response: empty });
    assert.equal(fields['Content-Digest'], 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
    assertValid(PRIVATE_KEYS.p256, { request, response: sent(empty, fields) });
  });

  test('covers bytes as they are', () => {
    const bytes: ResponseMessage = { ...response, body: Uint8Array.of(0, 255, 128) };
    const fields = createSigner().sign({ request, response: bytes });
    assertValid(PRIVATE_KEYS.p256, { request, response: sent(bytes, fields) });
  });

  test('covers the content, and not what the response says of it', () => {
    const lying = withFields(response, { 'content-digest': 'sha-256=:AAAA:' });
    const fields = createSigner().sign({ request, response: lying });
    assertValid(PRIVATE_KEYS.p256, { request, response: sent(response, fields) });
  });

  test('covers the content digest of the request where it has one', () => {
    const posted = withFields(request, { 'content-digest': 'sha-256=:AAAA:' });
    const fields = createSigner().sign({ request: posted, response });
    assert.ok(coveredBy(fields).endsWith(' "content-digest";req'));
    assertValid(PRIVATE_KEYS.p256, { request: posted, response: sent(response, fields) });
  });
});

suite('FAPI 2.0 Http Signatures: the signature of a response to a signed request', () => {
  const clientKey = { key: PRIVATE_KEYS.ed25519, keyId: 'client' };

  function signed(components: readonly string[], changes: { label?: string } = {}): Fields {
    const parameters = `;created=${CREATED};keyid="client";tag="fapi-2-request"`;
    return signatureFields({ request }, { key: clientKey, components, parameters, ...changes });
  }

  test('RFC 9421 §2.4: covers that signature, and all that it covers, each once', () => {
    const fields = signed(['"@method"', '"@target-uri"', '"authorization"', '"dpop"']);
    const signedRequest = withFields(request, fields);
    const signature = createSigner().sign({ request: signedRequest, response });
    assert.equal(
      coveredBy(signature),
      '"@status" "content-digest" "@method";req "@target-uri";req "authorization";req "dpop";req' +
        ' "signature";req;key="sig1" "signature-input";req;key="sig1"',
    );
    const answer = sent(response, signature);
    assertValid(PRIVATE_KEYS.p256, { request: signedRequest, response: answer });
    assert.equal(verifyAgainst(request, answer), 'component_missing');
    const another = withFields(request, signed(['"@method"', '"@target-uri"']));
    assert.equal(verifyAgainst(another, answer), 'wrong_signature');
  });

  test('covers each of several signatures', () => {
    const one = signed(['"@method"'], { label: 'a' });
    const other = signed(['"@path"'], { label: 'b' });
    const both = {
      signature: [String(one.signature), String(other.signature)],
      'signature-input': [String(one['signature-input']), String(other['signature-input'])],
    };
    const signedRequest = withFields(request, both);
    const signature = createSigner().sign({ request: signedRequest, response });
    assert.ok(
      coveredBy(signature).endsWith(
        '"signature";req;key="a" "signature-input";req;key="a"' +
          ' "@path";req "signature";req;key="b" "signature-input";req;key="b"',
      ),
    );
    assertValid(PRIVATE_KEYS.p256, { request: signedRequest, response: sent(response, signature) });
  });

  for (const [title, fields] of [
    ['no dictionary', { signature: 'sig1=:AAAA', 'signature-input': 'sig1=()' }],
    ['a signature without its input', { signature: 'sig1=:AAAA:' }],
    ['an input without its signature', { signature: 'other=:AAAA:', 'signature-input': 'sig1=()' }],
    ['an input that is no list of components', { signature: 'sig1=:AAAA:', 'signature-input': 'sig1=1' }],
    ['a component that is unknown', { signature: 's=:AAAA:', 'signature-input': 's=("@nothing")' }],
    ['a component that comes twice', { signature: 's=:AAAA:', 'signature-input': 's=("a" "a")' }],
    [
      'more components than an answer covers',
      {
        signature: 's=:AAAA:',
        'signature-input': `s=(${Array.from({ length: 63 }, (_, index) => `"x-${index}"`).join(' ')})`,
      },
    ],
    ['characters that no signature has', { signature: 's=:é:', 'signature-input': 's=("\u00E9")' }],
    ['a content digest that cannot be covered', { 'content-digest': 'é' }],
  ] as readonly (readonly [string, Fields])[]) {
    test(`what is not a signature makes no difference, and no failure: ${title}`, () => {
      const odd = withFields(request, fields);
      const signature = createSigner().sign({ request: odd, response });
      assert.equal(coveredBy(signature), '"@status" "content-digest" "@method";req "@target-uri";req');
      assertValid(PRIVATE_KEYS.p256, { request: odd, response: sent(response, signature) });
    });
  }

  test('as many components as an answer covers of a request are still within what is verified', () => {
    const names = Array.from({ length: 62 }, (_, index) => `x-${index}`);
    const fields = {
      ...Object.fromEntries(names.map((name) => [name, 'a'])),
      signature: 's=:AAAA:',
      'signature-input': `s=(${names.map((name) => `"${name}"`).join(' ')})`,
    };
    const long = withFields(request, fields);
    const signature = createSigner().sign({ request: long, response });
    assert.equal(coveredBy(signature).split(' ').length, 4 + 62 + 2);
    assertValid(PRIVATE_KEYS.p256, { request: long, response: sent(response, signature) });
  });

  test('what a signature covers, and the request does not have, is left out', () => {
    const fields = { signature: 's=:AAAA:', 'signature-input': 's=("x-missing" "@method";req)' };
    const odd = withFields(request, fields);
    const signature = createSigner().sign({ request: odd, response });
    assert.ok(coveredBy(signature).endsWith(' "signature";req;key="s" "signature-input";req;key="s"'));
    assertValid(PRIVATE_KEYS.p256, { request: odd, response: sent(response, signature) });
  });

  function verifyAgainst(other: RequestMessage, answer: ResponseMessage): string | undefined {
    const verdict = verifyMessageSignature(
      { request: other, response: answer },
      {
        findKey: () => createVerificationKey({ key: PRIVATE_KEYS.p256 }),
        requiredComponents: [],
        now: () => NOW,
      },
    );
    return verdict.valid ? undefined : verdict.fault;
  }
});

suite('the options of a response signer', () => {
  test('additional components are covered where the message has them', () => {
    const additionalComponents = [
      '"content-type"',
      '"x-fapi-interaction-id"',
      '"dpop";req',
      '"digest";req',
      '"@status"',
    ];
    const fields = createSigner({ additionalComponents }).sign({ request, response });
    assert.ok(coveredBy(fields).endsWith('"@target-uri";req "content-type" "dpop";req'));
    assertValid(PRIVATE_KEYS.p256, { request, response: sent(response, fields) });
  });

  test('the label names the signature', () => {
    const fields = createSigner({ label: 'api-1' }).sign({ request, response });
    assert.match(fields['Signature-Input'], /^api-1=\(/);
    assert.match(fields.Signature, /^api-1=:/);
  });

  test('the key identifier is the one of the option, of the JWK, or else the thumbprint (RFC 7638)', () => {
    const jwk = PRIVATE_KEYS.p256.export({ format: 'jwk' });
    const { crv, kty, x, y } = jwk;
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    assert.equal(createSigner({ key: { ...jwk, kid: 'a' }, keyId: 'b' }).keyId, 'b');
    assert.equal(createSigner({ key: { ...jwk, kid: 'a' } }).keyId, 'a');
    assert.equal(createSigner({ key: jwk }).keyId, thumbprint);
    assert.equal(createSigner().keyId, thumbprint);
  });

  for (const [algorithm, key, alg] of ALGORITHMS) {
    if (algorithm === 'rsa-v1_5-sha256') continue;
    test(`RFC 9421 §3.3.7: a JWK with the alg ${alg} signs with ${algorithm}`, () => {
      assert.equal(createSigner({ key: { ...key.export({ format: 'jwk' }), alg } }).algorithm, algorithm);
    });
  }

  test('RFC 9864: Ed25519 is EdDSA with that curve', () => {
    const key = { ...PRIVATE_KEYS.ed25519.export({ format: 'jwk' }), alg: 'Ed25519' };
    assert.equal(createSigner({ key }).algorithm, 'ed25519');
  });

  test('RSA signs with rsa-pss-sha512 where nothing names another', () => {
    assert.equal(createSigner({ key: PRIVATE_KEYS.rsa }).algorithm, 'rsa-pss-sha512');
  });

  const p256 = PRIVATE_KEYS.p256.export({ format: 'jwk' });
  const rsa = PRIVATE_KEYS.rsa.export({ format: 'jwk' });
  // Another modulus than the one that the private exponent belongs to.
  const modulus = Buffer.from(rsa.n!, 'base64url');
  modulus.writeUInt8(modulus.readUInt8(200) ^ 4, 200);
  const unreadable: readonly (readonly [string, Partial<ResponseSignerOptions>, RegExp])[] = [
    ['a public key', { key: { kty: 'EC', crv: 'P-256', x: p256.x!, y: p256.y! } }, /options\.key/],
    ['a shared secret', { key: { kty: 'oct', k: 'AAAA' } }, /options\.key/],
    ['a JWK that is no key', { key: { ...p256, x: 'AAAA' } }, /options\.key/],
    [
      'a JWK whose halves do not belong together',
      { key: { ...rsa, n: modulus.toString('base64url') } },
      /options\.key/,
    ],
    ['a curve that is not supported', { key: generateKeyPairSync('x25519').privateKey }, /options\.key/],
    [
      'an RSA key that is too short',
      { key: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey },
      /options\.key/,
    ],
    ['a JWK for encryption', { key: { ...p256, use: 'enc' } }, /options\.key/],
    ['an alg that is not for message signatures', { key: { ...p256, alg: 'ECDH-ES' } }, /options\.key/],
    ['an alg for another key', { key: { ...p256, alg: 'ES384' } }, /options\.algorithm/],
    ['an algorithm for another key', { algorithm: 'ed25519' }, /options\.algorithm/],
    [
      'an algorithm that contradicts the JWK',
      { key: { ...rsa, alg: 'PS256' }, algorithm: 'rsa-pss-sha512' },
      /options\.algorithm/,
    ],
    ['an algorithm that is unknown', { algorithm: 'hmac-sha256' as never }, /options\.algorithm/],
    [
      'an algorithm that nothing should be signed with',
      { key: { ...rsa, alg: 'RS256' } },
      /options\.algorithm/,
    ],
    ['a label that is no key of a dictionary', { label: 'Sig' }, /options\.label/],
    ['an empty label', { label: '' }, /options\.label/],
    ['a key identifier with a line break', { keyId: 'a\nb' }, /options\.keyId/],
    ['a key identifier that is not ASCII', { key: { ...p256, kid: 'é' } }, /options\.keyId/],
    [
      'a component that is no identifier',
      { additionalComponents: ['content-type'] },
      /options\.additionalComponents/,
    ],
    [
      'a component that no response has',
      { additionalComponents: ['"@method"'] },
      /options\.additionalComponents/,
    ],
    ['the status of a request', { additionalComponents: ['"@status";req'] }, /options\.additionalComponents/],
    ['a clock that is none', { now: 1 as never }, /options\.now/],
  ];
  for (const [title, options, message] of unreadable) {
    test(`${title} is refused at once, and nothing of the key is shown`, () => {
      assert.throws(
        () => createSigner(options),
        (error) => {
          assert.ok(error instanceof TypeError);
          assert.match(error.message, message);
          assert.equal(error.cause, undefined);
          assert.ok(!error.message.includes(p256.d!));
          return true;
        },
      );
    });
  }
});

suite('a response that cannot be signed is never returned unsigned', () => {
  function assertFails(
    signer: ResponseSigner,
    exchange: { request: RequestMessage; response: ResponseMessage },
    code: string,
    component?: string,
  ): void {
    assert.throws(
      () => signer.sign(exchange),
      (error) => {
        assert.ok(error instanceof ResponseSigningError);
        assert.equal(error.code, code);
        assert.equal(error.component, component);
        return true;
      },
    );
  }

  test('a status that is none', () => {
    const wrong = { ...response, status: 0 };
    assertFails(createSigner(), { request, response: wrong }, 'component_unavailable', '"@status"');
  });

  test('a target that is not absolute', () => {
    const wrong = { ...request, targetUri: '/accounts' };
    assertFails(createSigner(), { request: wrong, response }, 'component_unavailable', '"@target-uri";req');
  });

  test('a field of our own that must be covered, and cannot', () => {
    const wrong = withFields(response, { 'content-type': 'a\nb' });
    const signer = createSigner({ additionalComponents: ['"content-type"'] });
    assertFails(signer, { request, response: wrong }, 'component_unavailable', '"content-type"');
  });

  test('a clock without a time', () => {
    assertFails(createSigner({ now: () => Number.NaN }), { request, response }, 'clock_unusable');
  });
});
