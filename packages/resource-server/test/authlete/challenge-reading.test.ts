import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChallenge } from '../../src/authlete/challenge-reading.ts';

const nothing = { scheme: undefined, error: undefined };

test('the error of a challenge is found behind commas, quotes and equals signs in quoted strings', () => {
  const cases: [string, ReturnType<typeof readChallenge>][] = [
    ['Bearer error="invalid_token"', { scheme: 'Bearer', error: 'invalid_token' }],
    ['DPoP algs="RS256 ES256",error="use_dpop_nonce"', { scheme: 'DPoP', error: 'use_dpop_nonce' }],
    ['dpop  Error = invalid_dpop_proof , algs="ES256"', { scheme: 'DPoP', error: 'invalid_dpop_proof' }],
    [
      'Bearer error_description="[A1] a, error=\\"insufficient_scope\\"",error="invalid_token"',
      { scheme: 'Bearer', error: 'invalid_token' },
    ],
    ['Bearer realm="a\\\\",error="invalid_request"', { scheme: 'Bearer', error: 'invalid_request' }],
  ];
  for (const [challenge, expected] of cases) {
    assert.deepEqual(readChallenge(challenge), expected, challenge);
  }
});

test('no text of a challenge travels further, only words that are known', () => {
  assert.deepEqual(readChallenge('Bearer error="made_up"'), { scheme: 'Bearer', error: undefined });
  assert.deepEqual(readChallenge('Bearer error="INVALID_TOKEN"'), { scheme: 'Bearer', error: undefined });
  assert.deepEqual(readChallenge('Basic error="invalid_token"'), nothing);
  assert.deepEqual(readChallenge('BearerX error="invalid_token"'), nothing);
});

test('of a malformed challenge nothing is known behind the mistake', () => {
  for (const challenge of [
    'Bearer error="invalid_token',
    'Bearer error=',
    'Bearer ,,',
    'Bearer realm="a" error="invalid_token"',
    'Bearer x,error="invalid_token"',
  ]) {
    assert.deepEqual(readChallenge(challenge), { scheme: 'Bearer', error: undefined }, challenge);
  }
  for (const challenge of [undefined, '', 'Bearer', 'error="invalid_token"']) {
    assert.deepEqual(readChallenge(challenge), nothing);
  }
});
