import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deny } from '../src/decision.ts';
import { type DenialCode, DENIALS } from '../src/index.ts';
import { readChallenges } from './challenge-reader.ts';

/** RFC 6750, section 3.1, and what it leaves to HTTP. */
const EXPECTED: Readonly<Record<DenialCode, readonly [status: number, error: string | undefined]>> = {
  no_credentials: [401, undefined],
  malformed_credentials: [400, 'invalid_request'],
  several_credentials: [400, 'invalid_request'],
  malformed_form: [400, 'invalid_request'],
  request_refused: [400, 'invalid_request'],
  malformed_token: [401, 'invalid_token'],
  token_not_active: [401, 'invalid_token'],
  token_expired: [401, 'invalid_token'],
  token_bound: [401, 'invalid_token'],
  subject_missing: [401, 'invalid_token'],
  unknown_subject: [401, 'invalid_token'],
  subject_mismatch: [403, 'insufficient_scope'],
  insufficient_scope: [403, 'insufficient_scope'],
  authority_unavailable: [503, 'temporarily_unavailable'],
  claims_unavailable: [503, 'temporarily_unavailable'],
};
const CODES = Object.keys(EXPECTED) as DenialCode[];

test('the table of denials holds these codes and no other', () => {
  assert.deepEqual(Object.keys(DENIALS).toSorted(), CODES.toSorted());
});

suite('RFC 6750, 3.1: status and error', () => {
  for (const code of CODES) {
    const [status, error] = EXPECTED[code];
    test(`${code}: ${status} ${error ?? 'without an error'}`, async () => {
      const denied = deny(code, 'api');
      assert.equal(denied.granted, false);
      assert.equal(denied.code, code);
      assert.equal(denied.status, status);
      const [challenge] = await readChallenges(denied);
      assert.equal(challenge?.parameters.error, status === 503 ? undefined : error);
      assert.equal(challenge?.parameters.realm, status === 503 ? undefined : 'api');
    });
  }
});

for (const code of CODES) {
  test(`RFC 6750, 3: the words of ${code} use no character that the RFC forbids`, () => {
    const { error = '', description = '' } = DENIALS[code];
    assert.match(error + description, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/);
  });

  test(`RFC 6750, 5.3: the answer for ${code} is not stored`, () => {
    const { headers } = deny(code, undefined);
    assert.equal(headers['Cache-Control'], 'no-store');
    assert.equal(headers['Pragma'], 'no-cache');
  });

  test(`the body for ${code} says what the challenge says, and nothing that the operator alone may know`, () => {
    const cause = new Error('for the operator');
    const denied = deny(code, undefined, { reason: 'for the operator', cause });
    const { error, description } = DENIALS[code];
    if (error === undefined) {
      assert.equal(denied.body, '');
      assert.equal(denied.headers['Content-Type'], undefined);
    } else {
      assert.deepEqual(JSON.parse(denied.body), { error, error_description: description });
      assert.equal(denied.headers['Content-Type'], 'application/json');
    }
    assert.doesNotMatch(JSON.stringify(denied.headers), /operator/);
    assert.equal(denied.reason, 'for the operator');
    assert.equal(denied.cause, cause);
  });
}

test('RFC 6750, 3.1: who gave no credentials is told the scheme alone', () => {
  assert.deepEqual(deny('no_credentials', undefined), {
    granted: false,
    status: 401,
    headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache', 'WWW-Authenticate': 'Bearer' },
    body: '',
    code: 'no_credentials',
    reason: 'no credentials',
    cause: undefined,
  });
});

test('RFC 6750, 3.1: insufficient_scope names the scopes that the request needs', async () => {
  const denied = deny('insufficient_scope', undefined, { scopes: ['a', 'b'] });
  const [challenge] = await readChallenges(denied);
  assert.deepEqual(
    { ...challenge?.parameters },
    {
      error: 'insufficient_scope',
      error_description: DENIALS.insufficient_scope.description,
      scope: 'a b',
    },
  );
});

suite('RFC 9110, 10.2.3: an answer of 503', () => {
  for (const code of ['authority_unavailable', 'claims_unavailable'] as const) {
    test(`${code} says when to try again, and carries no challenge`, () => {
      const { headers } = deny(code, 'api');
      assert.equal(headers['Retry-After'], '5');
      assert.equal(headers['WWW-Authenticate'], undefined);
      assert.equal(deny(code, 'api', { retryAfter: 30 }).headers['Retry-After'], '30');
      assert.equal(deny(code, 'api', { retryAfter: 0 }).headers['Retry-After'], '0');
    });
  }
});

test('RFC 9449, 8.2: a denial carries the nonce that there is', () => {
  for (const code of CODES) {
    assert.equal(deny(code, undefined, { dpopNonce: 'n' }).headers['DPoP-Nonce'], 'n');
    assert.equal(deny(code, undefined).headers['DPoP-Nonce'], undefined);
  }
});
