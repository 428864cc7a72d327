import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deliverVerifiedClaims } from '../../src/userinfo/verified-claims-delivery.ts';

const NOW = 1_800_000_000_000;

function documentOf(framework: string, claims: Record<string, string>) {
  return { verification: { trust_framework: framework }, claims };
}

const STORED = [
  documentOf('eidas', { given_name: 'Max', birthdate: '1984-04-01', 'name#ja': 'x' }),
  documentOf('aml', { given_name: 'Max', birthdate: '1984-04-02' }),
  documentOf('aml', { given_name: 'Maximilian', birthdate: '1984-04-03' }),
];

/** A request for claims that were verified under a trust framework. */
function under(framework: string, claims: Record<string, unknown> = { given_name: null }): unknown {
  return { verification: { trust_framework: { value: framework } }, claims };
}

function deliver(requested: unknown, transformed?: readonly (readonly string[])[]): unknown {
  const delivery = deliverVerifiedClaims({ requested, transformed }, STORED, NOW);
  return delivery && (JSON.parse(JSON.stringify(delivery)) as unknown);
}

const EIDAS = documentOf('eidas', { given_name: 'Max' });
const AML = [documentOf('aml', { given_name: 'Max' }), documentOf('aml', { given_name: 'Maximilian' })];

suite('verified claims and what transformed claims are made of', () => {
  test('an object answers an object, an array an array', () => {
    assert.deepEqual(deliver(under('eidas')), { verifiedClaims: EIDAS });
    assert.deepEqual(deliver([under('eidas')]), { verifiedClaims: [EIDAS] });
  });

  test('several documents answer an object in an array', () => {
    assert.deepEqual(deliver(under('aml'), [['birthdate']]), {
      verifiedClaims: AML,
      transformationValues: [{ birthdate: '1984-04-02' }, { birthdate: '1984-04-03' }],
    });
  });

  test('elements without a matching document are left out on both sides', () => {
    const requested = [under('eidas'), under('unknown'), under('aml')];
    assert.deepEqual(deliver(requested, [[], ['birthdate'], ['birthdate']]), {
      verifiedClaims: [EIDAS, ...AML],
      transformationValues: [{}, { birthdate: '1984-04-02' }, { birthdate: '1984-04-03' }],
    });
  });

  test('the values are those of the document that was delivered, by the names that were asked for', () => {
    assert.deepEqual(deliver(under('eidas'), [['birthdate', 'name#ja-Kana', 'email', '__proto__']]), {
      verifiedClaims: EIDAS,
      transformationValues: [{ birthdate: '1984-04-01', 'name#ja-Kana': 'x' }],
    });
  });

  test('transformed claims stand where they were requested, for the authority to put in their values', () => {
    const requested = under('eidas', { given_name: null, ':age_over_18': { value: true }, '::x': null });
    assert.deepEqual(deliver(requested, [['birthdate']]), {
      verifiedClaims: {
        verification: { trust_framework: 'eidas' },
        claims: { given_name: 'Max', ':age_over_18': { value: true }, '::x': null },
      },
      transformationValues: [{ birthdate: '1984-04-01' }],
    });
  });

  test('transformed claims that nobody makes are left out, and so is a document that has nothing else', () => {
    assert.deepEqual(deliver(under('eidas', { given_name: null, ':age_over_18': null })), {
      verifiedClaims: EIDAS,
    });
    assert.equal(deliver(under('eidas', { ':age_over_18': null })), undefined);
    const emptyHanded = { verifiedClaims: documentOf('eidas', {}) };
    assert.deepEqual(deliver(under('eidas', {})), emptyHanded, 'the verification alone was asked for');
  });

  test('names for another number of elements are used for none', () => {
    assert.deepEqual(deliver([under('eidas'), under('unknown')], [['birthdate']]), {
      verifiedClaims: [EIDAS],
    });
  });

  test('where nothing matches, nothing is delivered', () => {
    for (const requested of [under('unknown'), [], [under('unknown')], 'eidas', null]) {
      assert.equal(deliver(requested, [['birthdate']]), undefined, JSON.stringify(requested));
    }
  });
});
