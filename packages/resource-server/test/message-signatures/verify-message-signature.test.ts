import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  FAPI_REQUEST_TAG,
  FAPI_RESPONSE_COMPONENTS,
  FAPI_RESPONSE_TAG,
} from '../../src/message-signatures/fapi-signature-profile.ts';
import type {
  HttpExchange,
  RequestMessage,
  ResponseMessage,
} from '../../src/message-signatures/http-message.ts';
import {
  MESSAGE_SIGNATURE_FAULTS,
  type MessageSignatureFault,
} from '../../src/message-signatures/message-signature-fault.ts';
import {
  createVerificationKey,
  type MessageSignatureKey,
} from '../../src/message-signatures/message-signature-key.ts';
import { createResponseSigner } from '../../src/message-signatures/response-signer.ts';
import {
  type MessageSignatureVerdict,
  type MessageVerificationOptions,
  verifyMessageSignature,
} from '../../src/message-signatures/verify-message-signature.ts';
import { ALGORITHMS, PRIVATE_KEYS } from './keys.ts';
import { type Fields, headers, signatureFields, type Signing, withFields } from './messages.ts';

const CREATED = 1_795_445_102;
const KEY = { key: PRIVATE_KEYS.p256, keyId: 'key-1' };
const VERIFICATION_KEY = createVerificationKey(KEY);

const request: RequestMessage = {
  method: 'POST',
  targetUri: 'https://api.example.com/payments?currency=EUR',
  header: headers({
    authorization: 'DPoP abc',
    'content-digest': 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    'content-type': 'application/json',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
  }),
  body: '{"hello": "world"}',
};

const COMPONENTS = ['"@method"', '"@target-uri"', '"authorization"', '"content-digest"'];
const PARAMETERS = `;created=${CREATED};keyid="key-1";tag="fapi-2-request"`;

function findKey(keyId: string | undefined): MessageSignatureKey | undefined {
  return keyId === 'key-1' ? VERIFICATION_KEY : undefined;
}

function verify(
  exchange: HttpExchange,
  options: Partial<MessageVerificationOptions> = {},
): MessageSignatureVerdict {
  return verifyMessageSignature(exchange, {
    findKey,
    requiredComponents: COMPONENTS,
    tag: FAPI_REQUEST_TAG,
    now: () => CREATED * 1000,
    ...options,
  });
}

function signedRequest(signing: Partial<Signing> = {}, message = request): RequestMessage {
  const complete = { key: KEY, components: COMPONENTS, parameters: PARAMETERS, ...signing };
  return withFields(message, signatureFields({ request: message }, complete));
}

function faultOf(
  exchange: HttpExchange,
  options: Partial<MessageVerificationOptions> = {},
): string | undefined {
  const verdict = verify(exchange, options);
  if (verdict.valid) return undefined;
  assert.equal(verdict.reason, MESSAGE_SIGNATURE_FAULTS[verdict.fault]);
  return verdict.fault;
}

suite('RFC 9421 §3.2: a signature that is right', () => {
  test('the verdict says which it is, when and with which key it was made, and what can be trusted', () => {
    assert.deepEqual(verify({ request: signedRequest() }), {
      valid: true,
      label: 'sig1',
      keyId: 'key-1',
      created: CREATED,
      components: COMPONENTS,
    });
  });

  for (const [algorithm, key] of ALGORITHMS) {
    test(`made with ${algorithm}`, () => {
      const options = { key, algorithm, keyId: 'key-1' };
      const message = signedRequest({ key: options });
      assert.equal(
        faultOf({ request: message }, { findKey: () => createVerificationKey(options) }),
        undefined,
      );
    });
  }

  test('§2: of every field encoding and derived component', () => {
    const components = [
      ...COMPONENTS,
      '"content-type";bs',
      '"content-digest";sf',
      '"content-digest";key="sha-256"',
      '"@query-param";name="currency"',
      '"@authority"',
      '"@scheme"',
      '"@request-target"',
      '"@path"',
      '"@query"',
    ];
    assert.equal(faultOf({ request: signedRequest({ components }) }), undefined);
  });

  test('§2.3: unknown parameters are covered, and otherwise ignored', () => {
    const message = signedRequest({ parameters: `${PARAMETERS};nonce="a";unknown=1.5;other` });
    assert.equal(faultOf({ request: message }), undefined);
  });

  test('§4.1: however Signature-Input is spaced, what is signed is its one form', () => {
    const message = signedRequest();
    const input = String(message.header('signature-input')).replace('("@method" ', '(   "@method"   ');
    assert.equal(faultOf({ request: withFields(message, { 'signature-input': input }) }), undefined);
  });

  test('§4.3: of several signatures the one with the label or the tag', () => {
    const ours = signedRequest();
    const both = withFields(ours, {
      signature: [`other=:AAAA:`, String(ours.header('signature'))],
      'signature-input': [`other=();tag="other"`, String(ours.header('signature-input'))],
    });
    assert.equal(faultOf({ request: both }), undefined);
    assert.equal(faultOf({ request: both }, { tag: undefined, label: 'sig1' }), undefined);
    assert.equal(faultOf({ request: both }, { tag: undefined }), 'ambiguous');
    assert.equal(faultOf({ request: both }, { label: 'other' }), 'signature_missing');
  });
});

interface BrokenRequest {
  readonly name: string;
  readonly fault: MessageSignatureFault;
  readonly message: RequestMessage;
  readonly options?: Partial<MessageVerificationOptions>;
}

function broken(
  name: string,
  fault: MessageSignatureFault,
  message: RequestMessage,
  options?: Partial<MessageVerificationOptions>,
): BrokenRequest {
  return options === undefined ? { name, fault, message } : { name, fault, message, options };
}

function withInput(change: (input: string) => string): RequestMessage {
  const message = signedRequest();
  return withFields(message, { 'signature-input': change(String(message.header('signature-input'))) });
}

function parameters(text: string): RequestMessage {
  return signedRequest({ parameters: `${text};tag="fapi-2-request"` });
}

const VERIFICATION_KEY_OF_ANOTHER = createVerificationKey({ key: PRIVATE_KEYS.p384 });
const TOO_MANY = Array.from({ length: 129 }, (_, index) => `"x-${index}"`);
const MANY_FIELDS: Fields = Object.fromEntries(TOO_MANY.map((text) => [text.slice(1, -1), 'a']));

const BROKEN: readonly BrokenRequest[] = [
  broken('there is none', 'signature_missing', request),
  broken('Signature is missing', 'signature_missing', withFields(signedRequest(), { signature: undefined })),
  broken(
    'Signature-Input is missing',
    'signature_missing',
    withFields(signedRequest(), { 'signature-input': undefined }),
  ),
  broken('it has another tag', 'signature_missing', signedRequest(), { tag: 'fapi-2-response' }),
  broken('it has another label', 'signature_missing', signedRequest(), { label: 'sig2' }),
  broken('Signature is no dictionary', 'malformed', withFields(signedRequest(), { signature: 'sig1=:A' })),
  broken('Signature is not base64', 'malformed', withFields(signedRequest(), { signature: 'sig1=:A:' })),
  broken(
    'Signature is no byte sequence',
    'malformed',
    withFields(signedRequest(), { signature: 'sig1="A"' }),
  ),
  broken('Signature is a list', 'malformed', withFields(signedRequest(), { signature: 'sig1=(:AAAA:)' })),
  broken(
    'Signature has another label',
    'malformed',
    withFields(signedRequest(), { signature: 'sig2=:AAAA:' }),
  ),
  broken(
    'Signature-Input is no dictionary',
    'malformed',
    withInput((input) => `${input},`),
  ),
  broken(
    'Signature-Input is no list',
    'malformed',
    withInput(() => 'sig1=1;tag="fapi-2-request"'),
  ),
  broken(
    'two have the tag',
    'ambiguous',
    withInput((input) => `${input}, sig2=();tag="fapi-2-request"`),
  ),
  broken('created is missing', 'unusable_parameter', parameters(';keyid="key-1"')),
  broken('created is a text', 'unusable_parameter', parameters(`;created="${CREATED}";keyid="key-1"`)),
  broken('created is a decimal', 'unusable_parameter', parameters(`;created=${CREATED}.0;keyid="key-1"`)),
  broken(
    'expires is a text',
    'unusable_parameter',
    parameters(`;created=${CREATED};expires="";keyid="key-1"`),
  ),
  broken('keyid is a token', 'unusable_parameter', parameters(`;created=${CREATED};keyid=key-1`)),
  broken('alg is a token', 'unusable_parameter', parameters(`;created=${CREATED};keyid="key-1";alg=a`)),
  broken(
    'a component is unknown',
    'unusable_component',
    withInput((input) => input.replace('@method', '@nothing')),
  ),
  broken(
    'a component is a trailer',
    'unusable_component',
    withInput((input) => input.replace('"@method"', '"a";tr')),
  ),
  broken(
    'a component comes twice',
    'unusable_component',
    withInput((input) => input.replace('"@method"', '"a" "a"')),
  ),
  broken(
    'a component comes twice with its parameters in another order',
    'unusable_component',
    withInput((input) => input.replace('"@method"', '"a";sf;req "a";req;sf')),
  ),
  broken(
    'there are too many components',
    'unusable_component',
    signedRequest({ components: TOO_MANY }, withFields(request, MANY_FIELDS)),
  ),
  broken(
    'a required component is not covered',
    'component_not_covered',
    signedRequest({ components: ['"@method"'] }),
  ),
  broken(
    'a required component is covered in another encoding',
    'component_not_covered',
    signedRequest({ components: [...COMPONENTS.slice(0, 3), '"content-digest";key="sha-256"'] }),
  ),
  broken('it is from the future', 'created_in_future', signedRequest(), { now: () => (CREATED - 31) * 1000 }),
  broken('it is too old', 'expired', signedRequest(), { now: () => (CREATED + 91) * 1000 }),
  broken('it is older than is allowed', 'expired', signedRequest(), {
    now: () => (CREATED + 6) * 1000,
    maximumAge: 5,
    clockTolerance: 0,
  }),
  broken(
    'it has expired',
    'expired',
    parameters(`;created=${CREATED};expires=${CREATED - 31};keyid="key-1"`),
  ),
  broken(
    'it has expired, whatever its age may be',
    'expired',
    parameters(`;created=${CREATED};expires=${CREATED + 1};keyid="key-1"`),
    { now: () => (CREATED + 32) * 1000, maximumAge: null },
  ),
  broken('the clock tells no time', 'created_in_future', signedRequest(), { now: () => Number.NaN }),
  broken('the key is unknown', 'unknown_key', parameters(`;created=${CREATED};keyid="key-2"`)),
  broken('no key is named', 'unknown_key', parameters(`;created=${CREATED}`)),
  broken(
    'alg is another algorithm',
    'wrong_algorithm',
    parameters(`;created=${CREATED};keyid="key-1";alg="hmac-sha256"`),
  ),
  broken(
    'a covered field is missing',
    'component_missing',
    withFields(signedRequest(), { authorization: undefined }),
  ),
  broken('the target is not absolute', 'component_missing', { ...signedRequest(), targetUri: '/payments' }),
  broken(
    'it refers to the request of a request',
    'component_missing',
    withInput((input) => input.replace('"@method"', '"@method" "date";req')),
  ),
  broken(
    'it was made with another key',
    'wrong_signature',
    signedRequest({ key: { ...KEY, key: PRIVATE_KEYS.p384 } }),
  ),
  broken('it is checked with another key', 'wrong_signature', signedRequest(), {
    findKey: () => VERIFICATION_KEY_OF_ANOTHER,
  }),
  broken('it is empty', 'wrong_signature', withFields(signedRequest(), { signature: 'sig1=::' })),
  broken('the content is another', 'wrong_digest', { ...signedRequest(), body: '{"hello": "WORLD"}' }),
  broken('the content is gone', 'wrong_digest', { ...signedRequest(), body: undefined }),
  broken(
    'only a digest that nobody can check is covered',
    'wrong_digest',
    signedRequest(
      { components: ['"content-digest";key="unixsum"'] },
      withFields(request, {
        'content-digest': `unixsum=:AAAA:, ${String(request.header('content-digest'))}`,
      }),
    ),
    { requiredComponents: [] },
  ),
];

suite('RFC 9421 §3.2: a signature is refused, and why', () => {
  for (const { name, fault, message, options } of BROKEN) {
    test(`${name}: ${fault}`, () => assert.equal(faultOf({ request: message }, options), fault));
  }

  test('every fault is among these', () => {
    const shown = new Set(BROKEN.map(({ fault }) => fault));
    assert.deepEqual([...shown].sort(), Object.keys(MESSAGE_SIGNATURE_FAULTS).sort());
  });

  test('an exchange without any message has no signature', () =>
    assert.equal(faultOf({}), 'signature_missing'));
});

suite('RFC 9421 §3.2: at the edges of time', () => {
  test('a signature is accepted from its making on, for as long as it may be old, with the tolerance on both sides', () => {
    for (const seconds of [-30, 0, 60, 90]) {
      const now = (): number => (CREATED + seconds) * 1000;
      assert.equal(faultOf({ request: signedRequest() }, { now }), undefined);
    }
  });

  test('without an age limit it may come without created', () => {
    const message = parameters(';keyid="key-1"');
    const verdict = verify({ request: message }, { maximumAge: null });
    assert.ok(verdict.valid);
    assert.equal(verdict.created, undefined);
  });
});

suite('RFC 9421 §3.2: whatever is covered cannot be changed', () => {
  const signer = createResponseSigner({
    ...KEY,
    now: () => CREATED * 1000,
    additionalComponents: ['"content-type"'],
  });
  const unsigned: ResponseMessage = {
    status: 201,
    header: headers({ 'content-type': 'application/json', 'x-free': 'a' }),
    body: '{"id":1}',
  };
  const question = signedRequest();
  const signature = signer.sign({ request: question, response: unsigned });
  const answer = withFields(unsigned, {
    'content-digest': signature['Content-Digest'],
    'signature-input': signature['Signature-Input'],
    signature: signature.Signature,
  });
  const input = signature['Signature-Input'];

  function check(request: RequestMessage, response: ResponseMessage): string | undefined {
    return faultOf(
      { request, response },
      { tag: FAPI_RESPONSE_TAG, requiredComponents: FAPI_RESPONSE_COMPONENTS },
    );
  }

  test('the answer as it was sent is accepted, whatever becomes of what is not covered', () => {
    assert.equal(check(question, answer), undefined);
    assert.equal(check(question, withFields(answer, { 'x-free': 'b', date: 'now' })), undefined);
  });

  const otherDigest = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
  const otherSignature = signedRequest({ parameters: PARAMETERS.replace('key-1', 'key-2') });
  for (const [name, changedRequest, changedResponse] of [
    ['the status', question, { ...answer, status: 200 }],
    ['the content', question, { ...answer, body: '{"id":2}' }],
    ['the content digest', question, withFields(answer, { 'content-digest': otherDigest })],
    [
      'the content with its digest',
      question,
      { ...withFields(answer, { 'content-digest': otherDigest }), body: '' },
    ],
    ['an additional field', question, withFields(answer, { 'content-type': 'text/html' })],
    [
      'an additional field, which is doubled',
      question,
      withFields(answer, { 'content-type': ['application/json', 'a'] }),
    ],
    ['an additional field, which is gone', question, withFields(answer, { 'content-type': undefined })],
    ['the method', { ...question, method: 'PUT' }, answer],
    ['the case of the method', { ...question, method: 'post' }, answer],
    ['the path', { ...question, targetUri: 'https://api.example.com/payment?currency=EUR' }, answer],
    ['the query', { ...question, targetUri: 'https://api.example.com/payments?currency=USD' }, answer],
    ['the host', { ...question, targetUri: 'https://api.example.org/payments?currency=EUR' }, answer],
    ['the scheme', { ...question, targetUri: 'http://api.example.com/payments?currency=EUR' }, answer],
    ['the token of the request', withFields(question, { authorization: 'DPoP abd' }), answer],
    ['the content digest of the request', withFields(question, { 'content-digest': otherDigest }), answer],
    ['the signature of the request', withFields(question, { signature: 'sig1=:AAAA:' }), answer],
    [
      'the parameters of the signature of the request',
      withFields(question, { 'signature-input': otherSignature.header('signature-input') }),
      answer,
    ],
    ['the signature of the request, which is gone', request, answer],
    [
      'when it was created',
      question,
      withFields(answer, { 'signature-input': input.replace(`=${CREATED}`, `=${CREATED + 1}`) }),
    ],
    [
      'a parameter, which is added',
      question,
      withFields(answer, { 'signature-input': `${input};nonce="a"` }),
    ],
    [
      'the order of the components',
      question,
      withFields(answer, {
        'signature-input': input.replace('"@status" "content-digest"', '"content-digest" "@status"'),
      }),
    ],
    [
      'a component, which is left out',
      question,
      withFields(answer, { 'signature-input': input.replace(' "content-type"', '') }),
    ],
    [
      'a component, which is added',
      question,
      withFields(answer, { 'signature-input': input.replace('("@status"', '("x-free" "@status"') }),
    ],
  ] as readonly (readonly [string, RequestMessage, ResponseMessage])[]) {
    test(name, () => {
      const fault = check(changedRequest, changedResponse);
      assert.ok(['wrong_signature', 'wrong_digest', 'component_missing'].includes(fault ?? ''), fault);
    });
  }

  test('the signature of the request is not taken for one of the answer', () => {
    const copied = withFields(unsigned, {
      signature: question.header('signature'),
      'signature-input': question.header('signature-input'),
    });
    assert.equal(check(question, copied), 'signature_missing');
    assert.equal(faultOf({ request: question, response: copied }), 'component_missing');
  });
});

suite('the options of a verification', () => {
  test('a component that cannot be read is an error of the caller', () => {
    assert.throws(() => verify({ request }, { requiredComponents: ['content-digest'] }), TypeError);
  });

  test('what is thrown while looking for a key is not taken for an invalid signature', () => {
    const failing = (): never => {
      throw new RangeError('the key store is away');
    };
    assert.throws(() => verify({ request: signedRequest() }, { findKey: failing }), RangeError);
  });
});
