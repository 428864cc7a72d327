import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  deliverVerifiedClaims,
  type VerifiedClaimsSelector,
} from '../../src/userinfo/verified-claims-delivery.ts';

const NOW = 1_800_000_000_000;

const STORED = [
  { id: 'eidas', claims: { birthdate: '1984-04-01', 'name#ja': 'x' } },
  { id: 'aml', claims: { birthdate: '1984-04-02' } },
  { id: 'aml', claims: { birthdate: '1984-04-03' } },
];

/** A selection that is easy to follow: the documents with the requested name, reduced to it. */
const byName: VerifiedClaimsSelector = ({ requested, stored, now }) => {
  assert.equal(now, NOW);
  assert.equal(stored, STORED);
  const elements: readonly unknown[] = Array.isArray(requested) ? requested : [requested];
  return elements.map((name) =>
    STORED.filter(({ id }) => id === name).map((document) => ({
      verifiedClaims: { id: document.id },
      document,
    })),
  );
};

function deliver(requested: unknown, transformed?: readonly (readonly string[])[]): unknown {
  const delivery = deliverVerifiedClaims({ requested, transformed }, STORED, NOW, byName);
  return delivery && (JSON.parse(JSON.stringify(delivery)) as unknown);
}

suite('verified claims and what transformed claims are made of', () => {
  test('an object answers an object, an array an array', () => {
    assert.deepEqual(deliver('eidas'), { verifiedClaims: { id: 'eidas' } });
    assert.deepEqual(deliver(['eidas']), { verifiedClaims: [{ id: 'eidas' }] });
  });

  test('several documents answer an object in an array', () => {
    assert.deepEqual(deliver('aml', [['birthdate']]), {
      verifiedClaims: [{ id: 'aml' }, { id: 'aml' }],
      transformationValues: [{ birthdate: '1984-04-02' }, { birthdate: '1984-04-03' }],
    });
  });

  test('elements without a matching document are left out on both sides', () => {
    assert.deepEqual(deliver(['eidas', 'unknown', 'aml'], [[], ['birthdate'], ['birthdate']]), {
      verifiedClaims: [{ id: 'eidas' }, { id: 'aml' }, { id: 'aml' }],
      transformationValues: [{}, { birthdate: '1984-04-02' }, { birthdate: '1984-04-03' }],
    });
  });

  test('the values are those of the document that was delivered, by the names that were asked for', () => {
    assert.deepEqual(deliver('eidas', [['birthdate', 'name#ja-Kana', 'email', '__proto__']]), {
      verifiedClaims: { id: 'eidas' },
      transformationValues: [{ birthdate: '1984-04-01', 'name#ja-Kana': 'x' }],
    });
  });

  test('names for another number of elements are used for none', () => {
    assert.deepEqual(deliver(['eidas', 'unknown'], [['birthdate']]), { verifiedClaims: [{ id: 'eidas' }] });
  });

  test('where nothing matches, nothing is delivered', () => {
    for (const requested of ['unknown', [], ['unknown']]) {
      assert.equal(deliver(requested, [['birthdate']]), undefined, JSON.stringify(requested));
    }
  });
});
