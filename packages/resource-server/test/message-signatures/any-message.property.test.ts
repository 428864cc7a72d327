import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { parseComponent } from '../../src/message-signatures/covered-component.ts';
import { FAPI_RESPONSE_COMPONENTS } from '../../src/message-signatures/fapi-signature-profile.ts';
import type { RequestMessage, ResponseMessage } from '../../src/message-signatures/http-message.ts';
import { readInteractionId } from '../../src/message-signatures/interaction-id.ts';
import { createVerificationKey } from '../../src/message-signatures/message-signature-key.ts';
import {
  createResponseSigner,
  type ResponseSignature,
} from '../../src/message-signatures/response-signer.ts';
import { createSignatureBase, writeComponentLine } from '../../src/message-signatures/signature-base.ts';
import {
  type MessageSignatureVerdict,
  verifyMessageSignature,
} from '../../src/message-signatures/verify-message-signature.ts';
import type { HeaderLines } from '../../src/resource-request.ts';
import { PRIVATE_KEYS } from './keys.ts';
import { type Fields, headers, withFields } from './messages.ts';

const KEY = { key: PRIVATE_KEYS.ed25519, keyId: 'k' };
const VERIFICATION_KEY = createVerificationKey(KEY);
const signer = createResponseSigner({ ...KEY, additionalComponents: ['"content-type"', '"dpop";req'] });

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const anyIdentifier = fc.constantFrom(
  '"@method"',
  '"@target-uri"',
  '"@query-param";name="a"',
  '"@status"',
  '"@method";req',
  '"date"',
  '"date";bs',
  '"content-digest"',
  '"content-digest";key="sha-256"',
  '"signature";key="sig"',
  '"date";tr',
  '"@signature-params"',
  '1',
);
const anyParameter = fc.constantFrom(
  ';created=1',
  ';expires=0',
  ';keyid="k"',
  ';alg="ed25519"',
  ';tag="fapi-2-response"',
  ';created="1"',
  ';keyid=k',
  ';a',
);
const anySignatureInput = fc
  .tuple(fc.array(anyIdentifier, { maxLength: 4 }), fc.array(anyParameter, { maxLength: 4 }))
  .map(([identifiers, parameters]) => `sig=(${identifiers.join(' ')})${parameters.join('')}`);
const anyLines: fc.Arbitrary<HeaderLines> = fc.oneof(
  anyText,
  fc.array(anyText, { maxLength: 3 }),
  anySignatureInput,
  fc.base64String().map((text) => `sig=:${text}:`),
  fc.constant(undefined),
);
const anyFields: fc.Arbitrary<Fields> = fc.dictionary(
  fc.constantFrom('signature', 'signature-input', 'content-digest', 'date', 'dpop', 'x-fapi-interaction-id'),
  anyLines,
);
const anyTarget = fc.oneof(anyText, fc.webUrl({ withQueryParameters: true, withFragments: true }));

const ordinaryRequest: RequestMessage = {
  method: 'GET',
  targetUri: 'https://api.example.com/?a=b',
  header: headers({}),
};

function verify(request: RequestMessage | undefined, response?: ResponseMessage): MessageSignatureVerdict {
  return verifyMessageSignature(
    { request, response },
    { findKey: () => VERIFICATION_KEY, requiredComponents: [], maximumAge: null },
  );
}

function sent(response: ResponseMessage, fields: ResponseSignature): ResponseMessage {
  return withFields(response, {
    'content-digest': fields['Content-Digest'],
    'signature-input': fields['Signature-Input'],
    signature: fields.Signature,
  });
}

suite('whatever a message holds', () => {
  test('the verification of a request ends in a refusal, and never in an exception', () => {
    fc.assert(
      fc.property(anyText, anyTarget, anyFields, anyText, (method, targetUri, fields, body) => {
        const verdict = verify({ method, targetUri, header: headers(fields), body });
        assert.equal(verdict.valid, false);
      }),
      { numRuns: 1000 },
    );
  });

  test('so does that of a response', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), anyFields, anyText, (status, fields, body) => {
        const response = { status, header: headers(fields), body };
        assert.equal(verify(undefined, response).valid, false);
        assert.equal(verify(ordinaryRequest, response).valid, false);
      }),
      { numRuns: 500 },
    );
  });

  test('the answer to a request is signed whatever its fields, and the signature verifies', () => {
    fc.assert(
      fc.property(
        anyFields,
        fc.integer({ min: 100, max: 999 }),
        fc.oneof(fc.string(), fc.uint8Array()),
        (fields, status, body) => {
          const request = { ...ordinaryRequest, header: headers(fields) };
          const response = { status, header: headers({}), body };
          const answer = sent(response, signer.sign({ request, response }));
          const verdict = verifyMessageSignature(
            { request, response: answer },
            { findKey: () => VERIFICATION_KEY, requiredComponents: FAPI_RESPONSE_COMPONENTS },
          );
          assert.ok(verdict.valid, JSON.stringify(verdict));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('fields that are not covered make no difference to what is signed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), anyText), (fields) => {
        const clock = { ...KEY, now: () => 0 };
        const request = { ...ordinaryRequest, header: headers(fields) };
        const response = { status: 200, header: headers(fields), body: 'a' };
        const plain = { status: 200, header: headers({}), body: 'a' };
        assert.deepEqual(
          createResponseSigner(clock).sign({ request, response }),
          createResponseSigner(clock).sign({ request: ordinaryRequest, response: plain }),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('an interaction identifier is a UUID or malformed', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const result = readInteractionId({ header: () => lines });
        assert.ok(result === 'malformed' || /^[0-9a-f-]{36}$/i.test(result.id));
      }),
    );
  });
});

suite('RFC 9421 §7.5.5: a signature base says one thing only', () => {
  const component = fc.constantFrom('"date"', '"date";bs', '"dpop"', '"@method"', '"@path"').map((text) => {
    return parseComponent(text) ?? assert.fail(text);
  });

  test('it has one line for each component, which gives back the component and its value', () => {
    fc.assert(
      fc.property(
        fc.array(component),
        anyFields,
        anyText,
        anyTarget,
        (components, fields, method, targetUri) => {
          const exchange = { request: { method, targetUri, header: headers(fields) } };
          const lines = components
            .map((one) => writeComponentLine(one, exchange))
            .filter((line) => line !== undefined);
          const base = createSignatureBase(lines, '()');
          const read = base.split('\n');
          assert.equal(read.pop(), '"@signature-params": ()');
          assert.deepEqual(read, lines);
          for (const line of read) assert.match(line, /^"[^"]+"(?:;bs)?: [\t -~]*$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
