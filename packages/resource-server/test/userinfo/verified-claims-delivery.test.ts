import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { JsonValue } from '../../src/index.ts';
import {
  deliverVerifiedClaims,
  type VerifiedClaimsSelector,
} from '../../src/userinfo/verified-claims-delivery.ts';

const NOW = 1_800_000_000_000;

/** A selection that is easy to follow: the document with the requested name, reduced to it. */
const byName: VerifiedClaimsSelector = ({ requested, stored, now }) => {
  assert.equal(now, NOW);
  return stored['id'] === requested['id'] ? { id: String(stored['id']) } : undefined;
};

const STORED = [
  { id: 'eidas', claims: { birthdate: '1984-04-01', 'name#ja': 'x' } },
  { id: 'aml', claims: { birthdate: '1984-04-02' } },
];

function deliver(
  requested: unknown,
  transformed?: readonly (readonly string[])[],
  stored: JsonValue | undefined = STORED,
): unknown {
  const delivery = deliverVerifiedClaims({ requested, transformed }, stored, NOW, byName);
  return delivery && (JSON.parse(JSON.stringify(delivery)) as unknown);
}

suite('verified claims and what transformed claims are made of', () => {
  test('an object answers an object, an array an array', () => {
    assert.deepEqual(deliver({ id: 'aml' }), { verifiedClaims: { id: 'aml' } });
    assert.deepEqual(deliver([{ id: 'aml' }]), { verifiedClaims: [{ id: 'aml' }] });
    assert.deepEqual(deliver({ id: 'aml' }, undefined, STORED[1]), { verifiedClaims: { id: 'aml' } });
  });

  test('elements without a matching document are left out on both sides', () => {
    const requested = [{ id: 'aml' }, { id: 'unknown' }, { id: 'eidas' }];
    assert.deepEqual(deliver(requested, [['birthdate'], ['birthdate'], []]), {
      verifiedClaims: [{ id: 'aml' }, { id: 'eidas' }],
      transformationValues: [{ birthdate: '1984-04-02' }, {}],
    });
  });

  test('the values are those of the document that was delivered, by the names that were asked for', () => {
    assert.deepEqual(deliver({ id: 'eidas' }, [['birthdate', 'name#ja-Kana', 'email', '__proto__']]), {
      verifiedClaims: { id: 'eidas' },
      transformationValues: [{ birthdate: '1984-04-01', 'name#ja-Kana': 'x' }],
    });
  });

  test('names for another number of elements are used for none', () => {
    assert.deepEqual(deliver([{ id: 'aml' }, { id: 'eidas' }], [['birthdate']]), {
      verifiedClaims: [{ id: 'aml' }, { id: 'eidas' }],
    });
  });

  test('where nothing matches, nothing is delivered', () => {
    for (const requested of [{ id: 'unknown' }, [], [{}], [null, 'aml', 1], 'aml', true]) {
      assert.equal(deliver(requested, [['birthdate']]), undefined, JSON.stringify(requested));
    }
    for (const stored of [null, 'aml', 1, [], [null, 'aml']]) {
      assert.equal(deliver({ id: 'aml' }, [['birthdate']], stored), undefined, JSON.stringify(stored));
    }
  });

  test('a document without claims gives no values', () => {
    assert.deepEqual(deliver({ id: 'x' }, [['birthdate']], { id: 'x', claims: 'birthdate' }), {
      verifiedClaims: { id: 'x' },
      transformationValues: [{}],
    });
  });
});
