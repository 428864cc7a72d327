// RFC 8707, RFC 9470 and the rules of our own: what a policy asks besides scopes and a subject.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AccessToken, Policy } from '../src/index.ts';
import { checkPolicy } from '../src/policy-check.ts';
import { findViolation, type Violation } from '../src/violation.ts';
import { accessToken } from './access-tokens.ts';

const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;

function violationOf(policy: Policy, facts: Partial<AccessToken>): Violation | undefined {
  return findViolation(checkPolicy(policy), accessToken(facts), checkPolicy(policy).audience ?? null, NOW);
}

suite('RFC 8707, 2: the audience', () => {
  const API = 'https://api.example.com';

  test('the token names the resource, alone or among others', () => {
    for (const audience of [[API], ['https://other.example', API]]) {
      assert.equal(violationOf({ audience: API }, { audience }), undefined);
    }
  });

  test('of several resources one suffices', () => {
    const policy: Policy = { audience: [API, 'urn:api'] };
    assert.equal(violationOf(policy, { audience: ['urn:api'] }), undefined);
    assert.equal(violationOf(policy, { audience: ['urn:other'] })?.code, 'wrong_audience');
  });

  test('resources are compared character by character', () => {
    const others = [
      `${API}/`,
      `${API}/orders`,
      'https://API.example.com',
      `${API}:443`,
      `${API}.evil.example`,
    ];
    for (const audience of others) {
      assert.equal(
        violationOf({ audience: API }, { audience: [audience] })?.code,
        'wrong_audience',
        audience,
      );
    }
  });

  test('a token that names no resource is refused, and the operator reads why', () => {
    for (const audience of [undefined, []]) {
      const violation = violationOf({ audience: API }, { audience });
      assert.equal(violation?.code, 'wrong_audience');
      assert.match(
        violation.reason,
        /^the token must be meant for https:\/\/api\.example\.com, and it names none$/,
      );
    }
    const other = violationOf({ audience: API }, { audience: ['urn:a', 'urn:b'] });
    assert.match(other?.reason ?? '', /and it names urn:a, urn:b$/);
  });

  test('null takes any token', () => {
    for (const audience of [undefined, [], ['urn:other']]) {
      assert.equal(violationOf({ audience: null }, { audience }), undefined);
    }
  });
});

suite('RFC 9470, 3: how the user has signed in', () => {
  const policy: Policy = { acrValues: ['urn:gold', 'urn:silver'] };

  test('one of the classes is enough', () => {
    for (const acr of ['urn:gold', 'urn:silver']) assert.equal(violationOf(policy, { acr }), undefined);
  });

  test('another class, part of one, and none at all are not; the challenge names what is', () => {
    for (const acr of [undefined, '', 'urn:bronze', 'urn:gol', 'URN:GOLD', 'urn:gold urn:silver']) {
      const violation = violationOf(policy, { acr });
      assert.equal(violation?.code, 'insufficient_user_authentication');
      assert.deepEqual(violation.acrValues, ['urn:gold', 'urn:silver']);
      assert.equal(violation.maxAge, undefined);
    }
  });
});

suite('RFC 9470, 3: when the user has signed in', () => {
  const policy: Policy = { maxAge: 60 };
  const codeOf = (authTime: number | undefined): string | undefined =>
    violationOf(policy, { authTime })?.code;

  test('max_age is in seconds, and its last second counts', () => {
    assert.equal(codeOf(SECONDS), undefined);
    assert.equal(codeOf(SECONDS - 60), undefined);
    assert.equal(codeOf(SECONDS - 60.001), 'insufficient_user_authentication');
    assert.equal(codeOf(SECONDS - 61), 'insufficient_user_authentication');
  });

  test('a clock of the authorization server that is up to a minute ahead does no harm', () => {
    assert.equal(codeOf(SECONDS + 60), undefined);
    assert.equal(codeOf(SECONDS + 61), 'insufficient_user_authentication');
  });

  test('a time that is missing or none is refused, and one in milliseconds is not taken for seconds', () => {
    for (const authTime of [undefined, Number.NaN, 0, NOW]) {
      assert.equal(codeOf(authTime), 'insufficient_user_authentication', String(authTime));
    }
  });

  test('the challenge names max_age, and the operator reads which of both it is', () => {
    const missing = violationOf(policy, { authTime: undefined });
    assert.deepEqual([missing?.maxAge, missing?.acrValues], [60, undefined]);
    assert.match(missing?.reason ?? '', /within 60 s, and the token does not say when$/);
    assert.match(violationOf(policy, { authTime: 1 })?.reason ?? '', /and it was not$/);
  });

  test('where class and time are asked for, both must be right, and the challenge names both', () => {
    const both: Policy = { acrValues: ['urn:gold'], maxAge: 60 };
    assert.equal(violationOf(both, { acr: 'urn:gold', authTime: SECONDS }), undefined);
    for (const facts of [{ acr: 'urn:gold' }, { authTime: SECONDS }, { acr: 'urn:gold', authTime: 1 }]) {
      const violation = violationOf(both, facts);
      assert.deepEqual([violation?.acrValues, violation?.maxAge], [['urn:gold'], 60]);
    }
  });
});

suite('clients', () => {
  test('the client of the token is one of the list', () => {
    const policy: Policy = { clients: ['1001', '1002'] };
    assert.equal(violationOf(policy, { clientId: '1002' }), undefined);
    for (const clientId of ['1003', '100', '10011', '']) {
      const violation = violationOf(policy, { clientId });
      assert.equal(violation?.code, 'client_not_accepted');
      assert.match(violation.reason, new RegExp(`1001, 1002, and the token is of ${clientId}$`));
    }
  });
});

suite('RFC 7591, 2: grant types', () => {
  test('the grant of the token is one of the list, and one that is not known is none of it', () => {
    const policy: Policy = { grantTypes: ['authorization_code', 'refresh_token'] };
    assert.equal(violationOf(policy, { grantType: 'authorization_code' }), undefined);
    for (const grantType of ['client_credentials', 'AUTHORIZATION_CODE', '', undefined]) {
      assert.equal(violationOf(policy, { grantType })?.code, 'grant_type_not_accepted');
    }
    assert.match(violationOf(policy, {})?.reason ?? '', /comes from a grant that is not known$/);
  });
});

suite('a function of the policy', () => {
  test('is asked about the facts of the token', () => {
    const policy: Policy = { where: ({ properties }) => properties['tenant'] === 'blue' };
    assert.equal(violationOf(policy, { properties: { tenant: 'blue' } }), undefined);
    assert.equal(violationOf(policy, {})?.code, 'rule_not_met');
  });

  test('accepts nobody unless it says true: an asynchronous one, or one that returns nothing, never does', () => {
    const asynchronous = async (): Promise<boolean> => true;
    for (const where of [asynchronous, () => undefined, () => 1, () => 'yes', () => ({})]) {
      assert.equal(violationOf({ where: where as () => boolean }, {})?.code, 'rule_not_met');
    }
  });

  test('that throws does not let anybody through', () => {
    const error = new Error('broken');
    const where = (): boolean => {
      throw error;
    };
    assert.throws(() => violationOf({ where }, {}), error);
  });

  test('that is asynchronous does not compile', () => {
    // @ts-expect-error -- a promise is always true, so everybody would be let through
    const policy: Policy = { where: async () => false };
    assert.equal(violationOf(policy, {})?.code, 'rule_not_met');
  });
});

suite('RFC 9396: authorization details', () => {
  test('are missed with the type that the rule asks for', () => {
    const policy: Policy = { authorizationDetails: [{ type: 'a' }, { type: 'b' }] };
    assert.equal(violationOf(policy, { authorizationDetails: [{ type: 'b' }, { type: 'a' }] }), undefined);
    const violation = violationOf(policy, { authorizationDetails: [{ type: 'a' }] });
    assert.equal(violation?.code, 'insufficient_authorization_details');
    assert.match(violation.reason, /for the type b$/);
  });
});

test('RFC 6750, 3.1: first whether the token is right here, then how the user signed in, then what it allows', () => {
  const policy: Policy = {
    audience: 'urn:api',
    subject: { is: 'john' },
    clients: ['1'],
    grantTypes: ['authorization_code'],
    where: ({ properties }) => properties['a'] === 'b',
    acrValues: ['urn:gold'],
    scopes: { allOf: ['read'] },
    authorizationDetails: [{ type: 'a' }],
  };
  const repairs: readonly (readonly [code: string, repair: Partial<AccessToken>])[] = [
    ['wrong_audience', { audience: ['urn:api'] }],
    ['subject_mismatch', { subject: 'john' }],
    ['client_not_accepted', { clientId: '1' }],
    ['grant_type_not_accepted', { grantType: 'authorization_code' }],
    ['rule_not_met', { properties: { a: 'b' } }],
    ['insufficient_user_authentication', { acr: 'urn:gold' }],
    ['insufficient_scope', { scopes: ['read'] }],
    ['insufficient_authorization_details', { authorizationDetails: [{ type: 'a' }] }],
  ];
  let facts: Partial<AccessToken> = {};
  for (const [code, repair] of repairs) {
    assert.equal(violationOf(policy, facts)?.code, code);
    facts = { ...facts, ...repair };
  }
  assert.equal(violationOf(policy, facts), undefined);
});

suite('checking these rules', () => {
  const rows: readonly (readonly [policy: unknown, words: RegExp])[] = [
    [{ audience: '' }, /^policy\.audience: ""/],
    [{ audience: [] }, /^policy\.audience: an array/],
    [{ audience: [1] }, /^policy\.audience: 1/],
    [{ audience: false }, /^policy\.audience: an array/],
    [{ acrValues: [] }, /^policy\.acrValues:/],
    [{ acrValues: 'urn:gold' }, /^policy\.acrValues:/],
    [{ acrValues: ['urn:gold urn:silver'] }, /^policy\.acrValues: "urn:gold urn:silver"/],
    [{ acrValues: ['a"b'] }, /^policy\.acrValues:/],
    [{ acrValues: null }, /^policy\.acrValues:/],
    [{ maxAge: 0 }, /^policy\.maxAge:/],
    [{ maxAge: -1 }, /^policy\.maxAge:/],
    [{ maxAge: 1.5 }, /^policy\.maxAge:/],
    [{ maxAge: '60' }, /^policy\.maxAge:/],
    [{ maxAge: Number.NaN }, /^policy\.maxAge:/],
    [{ maxAge: Infinity }, /^policy\.maxAge:/],
    [{ maxAge: null }, /^policy\.maxAge:/],
    [{ clients: [] }, /^policy\.clients:/],
    [{ clients: '1001' }, /^policy\.clients:/],
    [{ clients: [1001] }, /^policy\.clients: 1001/],
    [{ grantTypes: [] }, /^policy\.grantTypes:/],
    [{ grantTypes: [''] }, /^policy\.grantTypes: ""/],
    [{ where: 'true' }, /^policy\.where:/],
    [{ where: null }, /^policy\.where:/],
    [{ dpop: true }, /^policy\.dpop: 'off' or 'accept' or 'require'/],
    [{ dpop: 'required' }, /^policy\.dpop:/],
    [{ dpop: null }, /^policy\.dpop:/],
    [{ senderConstraint: true }, /^policy\.senderConstraint: 'required'/],
    [{ senderConstraint: 'optional' }, /^policy\.senderConstraint:/],
    [{ senderConstraints: 'required' }, /^policy\.senderConstraints:/],
    [{ acr: 'urn:gold' }, /^policy\.acr:/],
    [{ max_age: 60 }, /^policy\.max_age:/],
    [{ client: '1' }, /^policy\.client:/],
  ];
  for (const [policy, message] of rows) {
    test(`${JSON.stringify(policy)} is refused with a message that names the member`, () => {
      assert.throws(() => checkPolicy(policy as Policy), { name: 'TypeError', message });
    });
  }
});
