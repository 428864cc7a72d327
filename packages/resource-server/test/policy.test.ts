import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AccessToken, Policy } from '../src/index.ts';
import { checkPolicy } from '../src/policy-check.ts';
import { findExpiry, findViolation, type Violation } from '../src/violation.ts';
import { accessToken } from './access-tokens.ts';

const NOW = 1_800_000_000_000;

function violationOf(policy: Policy, facts: Partial<AccessToken>): Violation | undefined {
  return findViolation(checkPolicy(policy), accessToken(facts), checkPolicy(policy).audience ?? null, NOW);
}

suite('scopes', () => {
  test('an empty policy asks for no scope', () => {
    assert.equal(violationOf({}, { scopes: [] }), undefined);
  });

  test('RFC 6750, 3.1: allOf asks for each scope, and the denial names them all', () => {
    const policy: Policy = { scopes: { allOf: ['a', 'b'] } };
    assert.equal(violationOf(policy, { scopes: ['b', 'c', 'a'] }), undefined);
    for (const scopes of [[], ['a'], ['b'], ['c']]) {
      const violation = violationOf(policy, { scopes });
      assert.equal(violation?.code, 'insufficient_scope');
      assert.deepEqual(violation.scopes, ['a', 'b']);
    }
  });

  test('RFC 6750, 3.1: anyOf asks for one scope, and the denial names the first', () => {
    const policy: Policy = { scopes: { anyOf: ['read', 'write'] } };
    assert.equal(violationOf(policy, { scopes: ['read'] }), undefined);
    assert.equal(violationOf(policy, { scopes: ['x', 'write'] }), undefined);
    for (const scopes of [[], ['x']]) {
      const violation = violationOf(policy, { scopes });
      assert.equal(violation?.code, 'insufficient_scope');
      assert.deepEqual(violation.scopes, ['read']);
    }
  });

  test('RFC 6749, 3.3: scopes are compared whole and with regard to case', () => {
    const policy: Policy = { scopes: { allOf: ['read'] } };
    for (const scopes of [['READ'], ['read.all'], ['rea'], ['read write'], ['']]) {
      assert.equal(violationOf(policy, { scopes })?.code, 'insufficient_scope');
    }
  });
});

suite('subject', () => {
  test('a token of nobody is welcome where the policy does not ask for a user', () => {
    assert.equal(violationOf({}, { subject: undefined }), undefined);
  });

  test('a required subject is there, and is not empty', () => {
    const policy: Policy = { subject: 'required' };
    assert.equal(violationOf(policy, { subject: '1' }), undefined);
    assert.equal(violationOf(policy, { subject: undefined })?.code, 'subject_missing');
    assert.equal(violationOf(policy, { subject: '' })?.code, 'subject_missing');
  });

  test('a named subject is exactly this one', () => {
    const policy: Policy = { subject: { is: 'john' } };
    assert.equal(violationOf(policy, { subject: 'john' }), undefined);
    assert.equal(violationOf(policy, { subject: 'John' })?.code, 'subject_mismatch');
    assert.equal(violationOf(policy, { subject: 'john ' })?.code, 'subject_mismatch');
    assert.equal(violationOf(policy, { subject: undefined })?.code, 'subject_missing');
  });

  test('a mismatch names neither subject', () => {
    const violation = violationOf({ subject: { is: 'john' } }, { subject: 'jane' });
    assert.doesNotMatch(JSON.stringify(violation), /john|jane/);
  });
});

suite('expiry', () => {
  const expiryOf = (expiresAt: number | undefined): string | undefined =>
    findExpiry(accessToken({ expiresAt }), NOW)?.code;

  test('RFC 6750, 3.1: a token is valid until the millisecond of its expiry', () => {
    assert.equal(expiryOf(NOW + 1), undefined);
    assert.equal(expiryOf(NOW), 'token_expired');
    assert.equal(expiryOf(NOW - 1), 'token_expired');
    assert.equal(expiryOf(0), 'token_expired');
  });

  test('an expiry that is no time counts as past', () => {
    assert.equal(expiryOf(Number.NaN), 'token_expired');
  });

  test('a source that does not know the expiry vouches for the token itself', () => {
    assert.equal(expiryOf(undefined), undefined);
  });
});

test('RFC 6750, 3.1: a token that is not valid is not asked for its scopes', () => {
  const policy: Policy = { scopes: { allOf: ['x'] }, subject: 'required' };
  assert.equal(violationOf(policy, { subject: undefined, scopes: [] })?.code, 'subject_missing');
});

suite('checking a policy', () => {
  test('the checked policy is a frozen copy that later changes do not reach', () => {
    const scopes = ['a'];
    const subject = { is: 'john' };
    const policy = { scopes: { allOf: scopes }, subject };
    const checked = checkPolicy(policy);
    scopes.push('b');
    subject.is = 'jane';
    policy.scopes = { allOf: ['c'] };
    assert.equal(checkPolicy(policy), checked, 'a policy object is checked once');
    assert.deepEqual(checked.allOf, ['a']);
    assert.deepEqual(checked.subject, { is: 'john' });
    assert.ok(
      [checked, checked.allOf, checked.anyOf, checked.subject].every((part) => Object.isFrozen(part)),
    );
  });

  test('no policy asks for any valid token in the header', () => {
    assert.deepEqual(checkPolicy(), {
      allOf: [],
      anyOf: [],
      subject: 'optional',
      audience: undefined,
      acrValues: [],
      maxAge: undefined,
      authorizationDetails: [],
      clients: [],
      grantTypes: [],
      where: undefined,
      credentials: 'header',
      dpop: undefined,
      senderConstraint: 'optional',
      maxStaleness: undefined,
      staleIfError: undefined,
    });
  });

  const wrong: readonly (readonly [policy: unknown, words: RegExp])[] = [
    [null, /^policy:/],
    ['openid', /^policy:/],
    [{ scope: ['a'] }, /^policy\.scope:/],
    [{ scopes: {} }, /^policy\.scopes: either/],
    [{ scopes: null }, /^policy\.scopes:/],
    [{ scopes: 'a' }, /^policy\.scopes:/],
    [{ scopes: ['a'] }, /^policy\.scopes\.0:/],
    [{ scopes: { allof: ['a'] } }, /^policy\.scopes\.allof:/],
    [{ scopes: { allOf: [] } }, /^policy\.scopes\.allOf:/],
    [{ scopes: { allOf: 'a' } }, /^policy\.scopes\.allOf:/],
    [{ scopes: { anyOf: [] } }, /^policy\.scopes\.anyOf:/],
    [{ scopes: { allOf: ['a'], anyOf: ['b'] } }, /^policy\.scopes: either/],
    [{ scopes: { allOf: ['a b'] } }, /^policy\.scopes\.allOf: "a b"/],
    [{ scopes: { allOf: [''] } }, /^policy\.scopes\.allOf: ""/],
    [{ scopes: { allOf: ['a"b'] } }, /^policy\.scopes\.allOf:/],
    [{ scopes: { allOf: ['a\n'] } }, /^policy\.scopes\.allOf:/],
    [{ scopes: { anyOf: ['a', 1] } }, /^policy\.scopes\.anyOf: 1/],
    [{ subject: null }, /^policy\.subject:/],
    [{ subject: true }, /^policy\.subject:/],
    [{ subject: 'john' }, /^policy\.subject:/],
    [{ subject: { is: '' } }, /^policy\.subject:/],
    [{ subject: { is: 1 } }, /^policy\.subject:/],
    [{ subject: { is: 'john', or: 'jane' } }, /^policy\.subject\.or:/],
    [{ credentials: 'form' }, /^policy\.credentials:/],
    [{ credentials: null }, /^policy\.credentials:/],
    [{ maxStaleness: -1 }, /^policy\.maxStaleness:/],
    [{ maxStaleness: Number.NaN }, /^policy\.maxStaleness:/],
    [{ staleIfError: '60' }, /^policy\.staleIfError:/],
    [{ staleIfError: Infinity }, /^policy\.staleIfError:/],
  ];
  for (const [policy, message] of wrong) {
    test(`${JSON.stringify(policy)} is refused with a message that names the member`, () => {
      assert.throws(() => checkPolicy(policy as Policy), { name: 'TypeError', message });
    });
  }
});

suite('types', () => {
  // What does not compile here is proved by the type check; that the code refuses it too, by running it.
  const refused = (policy: () => Policy): void => {
    assert.throws(() => checkPolicy(policy()), TypeError);
  };

  test('allOf and anyOf together do not compile', () => {
    // @ts-expect-error -- each asks for something else, and nobody could tell which one counts
    refused(() => ({ scopes: { allOf: ['a'], anyOf: ['b'] } }));
  });

  test('scopes without allOf and anyOf do not compile', () => {
    // @ts-expect-error -- it would protect nothing
    refused(() => ({ scopes: {} }));
  });

  test('a list of scopes without saying all or any does not compile', () => {
    // @ts-expect-error -- an array says neither
    refused(() => ({ scopes: ['a'] }));
  });

  test('a subject without a mode does not compile', () => {
    // @ts-expect-error -- a name alone could be taken for a mode
    refused(() => ({ subject: 'john' }));
  });

  test('a location that does not exist does not compile', () => {
    // @ts-expect-error -- RFC 6750, section 2.3: tokens in the query are never accepted
    refused(() => ({ credentials: 'query' }));
  });

  test('a misspelt rule does not compile', () => {
    // @ts-expect-error -- it would protect nothing
    refused(() => ({ scope: { allOf: ['a'] } }));
  });
});
