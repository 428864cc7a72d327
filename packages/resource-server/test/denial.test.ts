import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type ChallengeSettings,
  deny as denyWith,
  type DenialDetail,
  protectedHeaders,
} from '../src/decision.ts';
import { type Denied, type DenialCode, DENIALS } from '../src/index.ts';
import { readChallenges } from './challenge-reader.ts';

function settings(realm: string | undefined): ChallengeSettings {
  return { realm, algorithms: 'ES256 PS256', resourceMetadata: undefined };
}

/** A denial where Bearer is the only scheme. */
function deny(code: DenialCode, realm: string | undefined, detail?: DenialDetail): Denied {
  return denyWith(code, settings(realm), 'off', 'Bearer', protectedHeaders(detail?.dpopNonce), detail);
}

/** RFC 6750, section 3.1, RFC 9449, sections 7.1 and 9, RFC 9470, section 3, and what they leave to HTTP. */
const EXPECTED: Readonly<Record<DenialCode, readonly [status: number, error: string | undefined]>> = {
  no_credentials: [401, undefined],
  malformed_credentials: [400, 'invalid_request'],
  several_credentials: [400, 'invalid_request'],
  malformed_form: [400, 'invalid_request'],
  request_refused: [400, 'invalid_request'],
  malformed_interaction_id: [400, 'invalid_request'],
  malformed_token: [401, 'invalid_token'],
  token_not_active: [401, 'invalid_token'],
  token_expired: [401, 'invalid_token'],
  token_revoked: [401, 'invalid_token'],
  token_bound: [401, 'invalid_token'],
  token_not_bound: [401, 'invalid_token'],
  bearer_not_accepted: [401, 'invalid_token'],
  wrong_audience: [401, 'invalid_token'],
  proof_missing: [401, 'invalid_dpop_proof'],
  several_proofs: [401, 'invalid_dpop_proof'],
  proof_refused: [401, 'invalid_dpop_proof'],
  proof_not_verifiable: [401, 'invalid_dpop_proof'],
  nonce_required: [401, 'use_dpop_nonce'],
  insufficient_user_authentication: [401, 'insufficient_user_authentication'],
  client_not_accepted: [403, 'insufficient_scope'],
  grant_type_not_accepted: [403, 'insufficient_scope'],
  rule_not_met: [403, 'insufficient_scope'],
  insufficient_authorization_details: [403, 'insufficient_scope'],
  replay_store_unavailable: [503, 'temporarily_unavailable'],
  revocation_store_unavailable: [503, 'temporarily_unavailable'],
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
    reason: 'the request carries no access token',
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

suite('challenges where DPoP is possible', () => {
  const dpop = (
    code: DenialCode,
    mode: 'accept' | 'require',
    used?: 'Bearer' | 'DPoP',
    detail?: DenialDetail,
  ): string =>
    denyWith(code, settings(undefined), mode, used, protectedHeaders(undefined), detail).headers[
      'WWW-Authenticate'
    ] ?? '';

  test('RFC 9449, 7.2: where both schemes are possible both are offered, with algs for DPoP', () => {
    assert.equal(dpop('no_credentials', 'accept'), 'Bearer, DPoP algs="ES256 PS256"');
    assert.equal(dpop('no_credentials', 'require'), 'DPoP algs="ES256 PS256"');
  });

  test('RFC 9449, 7.2: the error stands with the scheme that the client used', () => {
    assert.match(
      dpop('token_not_active', 'accept', 'Bearer'),
      /^Bearer error="invalid_token", .*, DPoP algs="ES256 PS256"$/,
    );
    assert.match(
      dpop('proof_refused', 'accept', 'DPoP'),
      /^Bearer, DPoP error="invalid_dpop_proof", .*algs="ES256 PS256"$/,
    );
  });

  test('a scheme that is not possible is not answered with itself', () => {
    assert.match(dpop('bearer_not_accepted', 'require', 'Bearer'), /^DPoP error="invalid_token"/);
  });

  test('RFC 6750, 3.1: a 403 names one scheme, because another would not help', () => {
    const written = dpop('insufficient_scope', 'accept', 'DPoP', { scopes: ['a'] });
    assert.match(written, /^DPoP error="insufficient_scope", .*scope="a", algs="ES256 PS256"$/);
  });

  test('RFC 9470, 3: what sign-in is needed is said with acr_values and max_age', () => {
    const written = dpop('insufficient_user_authentication', 'accept', 'Bearer', {
      acrValues: ['gold', 'silver'],
      maxAge: 60,
    });
    assert.match(
      written,
      /^Bearer error="insufficient_user_authentication", .*acr_values="gold silver", max_age="60", DPoP/,
    );
  });

  test('RFC 9728, 5.1: every challenge names the metadata of the resource', () => {
    const resourceMetadata = 'https://api.example.com/.well-known/oauth-protected-resource';
    const challenge = { ...settings(undefined), resourceMetadata };
    const { headers } = denyWith(
      'no_credentials',
      challenge,
      'accept',
      undefined,
      protectedHeaders(undefined),
    );
    const parameter = `resource_metadata="${resourceMetadata}"`;
    assert.equal(headers['WWW-Authenticate'], `Bearer ${parameter}, DPoP algs="ES256 PS256", ${parameter}`);
  });
});
