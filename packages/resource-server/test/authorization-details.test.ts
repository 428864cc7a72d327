// RFC 9396: what a rule asks of the authorization details of a token.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type AuthorizationDetail,
  type AuthorizationDetailsRule,
  findUnmetRule,
} from '../src/authorization-details.ts';
import type { Policy } from '../src/index.ts';
import { checkPolicy } from '../src/policy-check.ts';

/** RFC 9396, section 2: the example of a payment, and one for accounts with all common members. */
const PAYMENT: AuthorizationDetail = {
  type: 'payment_initiation',
  actions: ['initiate', 'status', 'cancel'],
  locations: ['https://example.com/payments'],
  instructedAmount: { currency: 'EUR', amount: '123.50' },
  creditorName: 'Merchant A',
};
const ACCOUNTS: AuthorizationDetail = {
  type: 'account_information',
  actions: ['list_accounts', 'read_balances'],
  locations: ['https://example.com/accounts', 'https://example.org/accounts'],
  datatypes: ['contacts', 'photos'],
  privileges: ['admin', 'auditor'],
  identifier: 'account-14-32-32-3',
};

function covers(rule: AuthorizationDetailsRule, ...granted: AuthorizationDetail[]): boolean {
  const { authorizationDetails } = checkPolicy({ authorizationDetails: [rule] });
  return findUnmetRule(authorizationDetails, granted) === undefined;
}

test('RFC 9396, 2: the type is compared character by character', () => {
  assert.ok(covers({ type: 'payment_initiation' }, PAYMENT));
  assert.ok(covers({ type: 'payment_initiation' }, ACCOUNTS, PAYMENT));
  for (const type of ['payment', 'Payment_initiation', 'payment_initiation ', 'account_information']) {
    assert.ok(!covers({ type }, PAYMENT), type);
  }
});

test('RFC 9396, 2: a token without authorization details meets no rule', () => {
  const rule = { type: 'payment_initiation' };
  assert.equal(findUnmetRule([rule], undefined), rule);
  assert.equal(findUnmetRule([rule], []), rule);
  assert.equal(findUnmetRule([], undefined), undefined);
});

for (const list of ['actions', 'locations', 'datatypes', 'privileges'] as const) {
  suite(`RFC 9396, 2.2: ${list}`, () => {
    const all = ACCOUNTS[list] as readonly string[];
    const [first = '', second = ''] = all;
    const rule = (...wanted: string[]): AuthorizationDetailsRule => ({
      type: 'account_information',
      [list]: wanted,
    });

    test('every value that the rule names must be granted, in any order', () => {
      assert.ok(covers(rule(first), ACCOUNTS));
      assert.ok(covers(rule(second, first), ACCOUNTS));
      assert.ok(!covers(rule(first, 'other'), ACCOUNTS));
      assert.ok(!covers(rule('other'), ACCOUNTS));
    });

    test('values are compared whole', () => {
      for (const value of [first.slice(1), `${first}x`, first.toUpperCase(), `${first},${second}`]) {
        assert.ok(!covers(rule(value), ACCOUNTS), value);
      }
    });

    test('a detail that does not have the member, or not as a list, does not meet the rule', () => {
      for (const value of [undefined, null, first, [], [[first]], { 0: first, length: 1 }, true]) {
        const { [list]: _, ...others } = ACCOUNTS;
        const detail = value === undefined ? others : { ...others, [list]: value };
        assert.ok(!covers(rule(first), detail), JSON.stringify(value));
      }
    });

    test('what is granted in several details does not add up', () => {
      const one = { ...ACCOUNTS, [list]: [first] };
      const other = { ...ACCOUNTS, [list]: [second] };
      assert.ok(!covers(rule(first, second), one, other));
      assert.ok(covers(rule(first), other, one));
    });
  });
}

suite('RFC 9396, 2.2: the identifier', () => {
  test('is exactly the one that the rule names', () => {
    const rule = (identifier: string): AuthorizationDetailsRule => ({
      type: 'account_information',
      identifier,
    });
    assert.ok(covers(rule('account-14-32-32-3'), ACCOUNTS));
    assert.ok(!covers(rule('account-14-32-32'), ACCOUNTS));
    assert.ok(!covers(rule('account-14-32-32-3'), { ...ACCOUNTS, identifier: ['account-14-32-32-3'] }));
    assert.ok(!covers(rule('account-14-32-32-3'), { type: 'account_information' }));
  });

  test('belongs to the same detail as the actions', () => {
    const mine = { type: 'account_information', identifier: 'mine', actions: ['read', 'write'] };
    const yours = { type: 'account_information', identifier: 'yours', actions: ['read'] };
    const write = { type: 'account_information', identifier: 'yours', actions: ['write'] };
    assert.ok(!covers(write, mine, yours));
  });
});

test('RFC 9396, 2: a detail of another type does not count, whatever else it grants', () => {
  assert.ok(!covers({ type: 'payment_initiation', actions: ['list_accounts'] }, PAYMENT, ACCOUNTS));
});

test('RFC 9396, 2: of several rules each must be met, by one detail or by several', () => {
  const rules = [
    { type: 'payment_initiation', actions: ['status'] },
    { type: 'payment_initiation', actions: ['cancel'] },
    { type: 'account_information' },
  ];
  assert.equal(findUnmetRule(rules, [ACCOUNTS, PAYMENT]), undefined);
  assert.equal(findUnmetRule(rules, [PAYMENT]), rules[2]);
  assert.equal(findUnmetRule(rules, [{ ...PAYMENT, actions: ['status'] }, ACCOUNTS]), rules[1]);
});

suite('RFC 9396, 2: a function for the members that a type defines', () => {
  const upTo = (limit: number) => (detail: AuthorizationDetail) => {
    const { amount } = detail['instructedAmount'] as { readonly amount: string };
    return Number(amount) <= limit;
  };

  test('decides about the details that are right so far', () => {
    assert.ok(covers({ type: 'payment_initiation', where: upTo(200) }, PAYMENT));
    assert.ok(!covers({ type: 'payment_initiation', where: upTo(100) }, PAYMENT));
  });

  test('is not asked about details of other types, or that lack an action', () => {
    const where = (): never => assert.fail('it was asked');
    assert.ok(!covers({ type: 'payment_initiation', where }, ACCOUNTS));
    assert.ok(!covers({ type: 'payment_initiation', actions: ['refund'], where }, PAYMENT));
  });

  test('may refuse one detail and accept another', () => {
    const small = { ...PAYMENT, instructedAmount: { currency: 'EUR', amount: '1.00' } };
    assert.ok(covers({ type: 'payment_initiation', where: upTo(100) }, PAYMENT, small));
  });

  test('accepts nobody unless it says true: a promise, or a value that only looks true, will not do', () => {
    for (const answer of [Promise.resolve(true), 1, 'true', {}, undefined]) {
      const where = (() => answer) as () => boolean;
      assert.ok(!covers({ type: 'payment_initiation', where }, PAYMENT));
    }
  });
});

suite('checking rules', () => {
  const rows: readonly (readonly [rules: unknown, member: string])[] = [
    [[], ''],
    [{ type: 'a' }, ''],
    ['a', ''],
    [[null], ''],
    [['a'], ''],
    [[{}], '.type'],
    [[{ type: '' }], '.type'],
    [[{ type: ['a'] }], '.type'],
    [[{ type: 'a', action: ['b'] }], '.action'],
    [[{ type: 'a', dataTypes: ['b'] }], '.dataTypes'],
    [[{ type: 'a', actions: [] }], '.actions'],
    [[{ type: 'a', actions: 'b' }], '.actions'],
    [[{ type: 'a', locations: [''] }], '.locations'],
    [[{ type: 'a', datatypes: [1] }], '.datatypes'],
    [[{ type: 'a', privileges: null }], '.privileges'],
    [[{ type: 'a', identifier: 1 }], '.identifier'],
    [[{ type: 'a', identifier: '' }], '.identifier'],
    [[{ type: 'a', where: true }], '.where'],
    [[{ type: 'a' }, { type: 'b', actions: [] }], '.actions'],
  ];
  for (const [authorizationDetails, member] of rows) {
    test(`${JSON.stringify(authorizationDetails)} is refused with a message that names the member`, () => {
      assert.throws(() => checkPolicy({ authorizationDetails } as Policy), {
        name: 'TypeError',
        message: new RegExp(`^policy\\.authorizationDetails${member}(?:\\.0)?: `),
      });
    });
  }

  test('later changes of a rule have no effect', () => {
    const actions = ['read'];
    const rule = { type: 'a', actions };
    const policy = { authorizationDetails: [rule] };
    checkPolicy(policy);
    actions.length = 0;
    rule.type = 'b';
    policy.authorizationDetails = [];
    const { authorizationDetails } = checkPolicy(policy);
    assert.deepEqual(authorizationDetails[0]?.type, 'a');
    assert.ok(findUnmetRule(authorizationDetails, [{ type: 'a' }]));
  });

  test('a misspelt member does not compile', () => {
    // @ts-expect-error -- RFC 9396 spells it datatypes
    const policy: Policy = { authorizationDetails: [{ type: 'a', dataTypes: ['b'] }] };
    assert.throws(() => checkPolicy(policy), /dataTypes/);
  });
});
