// What leaves the page for a sign-in, and what it believes when somebody comes back.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { createAuthorizationRequest } from '../../src/page/browser/sign-in/authorization-request.ts';
import { readAuthorizationResponse } from '../../src/page/browser/sign-in/authorization-response.ts';
import { describeFailure } from '../../src/page/browser/failure-words.ts';
import { PageError } from '../../src/page/browser/page-error.ts';
import type { PendingSignIn } from '../../src/page/browser/sign-in/pending.ts';

const ISSUER = 'http://127.0.0.1:8000';
const HOME = 'http://127.0.0.1:8001/';
const AUTHORITY = { authorization_endpoint: `${ISSUER}/auth` };

test('RFC 7636: the request has the challenge of a verifier that stays in the browser', async () => {
  const wish = { clientId: '2001', scopes: ['openid', 'email'] };
  const { address, pending } = await createAuthorizationRequest(AUTHORITY, HOME, wish);
  const { origin, pathname, searchParams } = new URL(address);
  assert.equal(origin + pathname, AUTHORITY.authorization_endpoint);
  const challenge = createHash('sha256').update(pending.verifier).digest('base64url');
  assert.deepEqual(Object.fromEntries(searchParams), {
    client_id: '2001',
    redirect_uri: HOME,
    response_type: 'code',
    scope: 'openid email',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  assert.match(pending.verifier, /^[\w-]{43}$/);
  assert.doesNotMatch(address, new RegExp(pending.verifier));
  const again = await createAuthorizationRequest(AUTHORITY, HOME, wish);
  for (const name of ['state', 'nonce', 'verifier'] as const) {
    assert.notEqual(again.pending[name], pending[name]);
  }
});

test('OpenID Connect Core 1.0, section 3.1.2.1: without the scope openid there is no nonce, because there is no ID token', async () => {
  const wish = { clientId: '2001', scopes: ['email'] };
  const { searchParams } = new URL((await createAuthorizationRequest(AUTHORITY, HOME, wish)).address);
  assert.equal(searchParams.has('nonce'), false);
});

test('RFC 9470, section 4: a step-up asks for just the class and the age', async () => {
  const wish = { clientId: '2001', scopes: ['openid'], acrValues: ['mfa'], maxAge: 300, repeat: '/api' };
  const { searchParams } = new URL((await createAuthorizationRequest(AUTHORITY, HOME, wish)).address);
  assert.equal(searchParams.get('acr_values'), 'mfa');
  assert.equal(searchParams.get('max_age'), '300');
});

test('RFC 8707: where tokens must be meant for a resource, the request names it', async () => {
  const wish = { clientId: '2001', scopes: ['openid'] };
  const { address } = await createAuthorizationRequest(AUTHORITY, HOME, wish, 'https://api.example.com');
  assert.equal(new URL(address).searchParams.get('resource'), 'https://api.example.com');
});

suite('a response', () => {
  const pending: PendingSignIn = {
    kind: 'sign-in',
    state: 'right',
    nonce: 'n',
    verifier: 'v',
    wish: { clientId: '2001', scopes: [] },
  };
  const read = (
    parameters: Record<string, string>,
    begun: Parameters<typeof readAuthorizationResponse>[1] = pending,
  ): ReturnType<typeof readAuthorizationResponse> =>
    readAuthorizationResponse(new URLSearchParams(parameters), begun, ISSUER);
  const right = { code: 'c', state: 'right', iss: ISSUER };

  test('that belongs to what was begun is believed', () => {
    assert.deepEqual(read(right), { kind: 'code', code: 'c', pending });
  });

  test('is none where the page was simply opened', () => {
    assert.equal(read({}), undefined);
    assert.equal(read({ utm_source: 'x' }), undefined);
  });

  test('to nothing that was begun here is not believed', () => {
    assert.throws(() => readAuthorizationResponse(new URLSearchParams(right), undefined, ISSUER), {
      code: 'foreign_response',
    });
  });

  test('RFC 6749, section 10.12: with another state is not believed, errors included', () => {
    assert.throws(() => read({ ...right, state: 'wrong' }), { code: 'state_mismatch' });
    assert.throws(() => read({ code: 'c', iss: ISSUER }), { code: 'state_mismatch' });
    assert.throws(() => read({ error: 'access_denied', state: 'wrong' }), { code: 'state_mismatch' });
  });

  test('RFC 9207: of another issuer, or of none, is not believed', () => {
    assert.throws(() => read({ ...right, iss: 'https://evil.example.com' }), { code: 'unexpected_issuer' });
    assert.throws(() => read({ code: 'c', state: 'right' }), { code: 'unexpected_issuer' });
  });

  test('with an error has words for it', () => {
    for (const [error, words] of [
      ['access_denied', /^Access was not allowed.*Sign in again/],
      ['unmet_authentication_requirements', /no sign-in of the class/],
      ['something_new', /“something_new”. Sign in again\.$/],
    ] as const) {
      const response = read({ error, state: 'right', iss: ISSUER });
      assert.ok(response?.kind === 'refused');
      assert.match(describeFailure(response.error), words);
    }
    // The name of a member that every object has.
    assert.match(describeFailure(new PageError({ oauth: 'constructor' })), /“constructor”/);
  });

  test('after a sign-out needs its state too', () => {
    const signOut = { kind: 'sign-out', state: 's' } as const;
    assert.deepEqual(read({ state: 's' }, signOut), { kind: 'signed-out' });
    assert.throws(() => read({ state: 'x' }, signOut), { code: 'state_mismatch' });
  });
});
