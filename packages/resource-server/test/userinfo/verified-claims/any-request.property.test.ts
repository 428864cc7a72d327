import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { isForeignObject } from '../../../src/foreign-object.ts';
import {
  selectVerifiedClaims,
  type VerifiedClaimsQuery,
} from '../../../src/userinfo/verified-claims/verified-claims-selection.ts';
import { delivered, NOW } from './delivered.ts';
import {
  DERIVED_CLAIMS,
  DRIVING_PERMIT,
  EIDAS,
  ID_CARD,
  SEVERAL_PIECES_OF_EVIDENCE,
  VOUCH,
} from './specification-examples.ts';

const DOCUMENTS = [DRIVING_PERMIT, ID_CARD, SEVERAL_PIECES_OF_EVIDENCE, EIDAS, VOUCH, DERIVED_CLAIMS];

const anything = fc.jsonValue({ maxDepth: 3 });

const constraint = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ essential: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ value: fc.constantFrom('document', 'eidas', 'Max', 'DE', 'x') }) },
  {
    weight: 1,
    arbitrary: fc.record({ values: fc.constant(['de_aml', 'uk_diatf', 'Max', 'vouch', 'idcard']) }),
  },
  { weight: 1, arbitrary: fc.record({ max_age: fc.integer({ min: -10, max: 10 ** 9 }) }) },
  { weight: 1, arbitrary: anything },
);

/** Whatever the names of a document lead to, nearly right, in the same structure. */
function requestFor(stored: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(stored)) {
    const elements = stored.filter(isForeignObject).map(requestFor);
    return elements.length === 0
      ? constraint
      : fc.oneof({ weight: 5, arbitrary: fc.array(fc.oneof(...elements), { maxLength: 2 }) }, constraint);
  }
  if (!isForeignObject(stored)) return constraint;
  const members = Object.entries(stored).map(([name, value]) => [name, requestFor(value)] as const);
  const strange = fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'x', 'values', ':t'),
    constraint,
    {
      maxKeys: 1,
    },
  );
  const requiredKeys = ['type', 'trust_framework'].filter((name) => Object.hasOwn(stored, name));
  const nearlyRight = fc.record(Object.fromEntries(members), { requiredKeys });
  return fc.oneof(
    { weight: 10, arbitrary: nearlyRight },
    { weight: 1, arbitrary: fc.tuple(nearlyRight, strange).map(([one, other]) => ({ ...one, ...other })) },
    { weight: 1, arbitrary: constraint },
  );
}

const elements = DOCUMENTS.map(({ verification, claims }) =>
  fc.record({ verification: requestFor(verification), claims: requestFor(claims) }),
);
const element = fc.oneof({ weight: 1, arbitrary: anything }, { weight: 9, arbitrary: fc.oneof(...elements) });
const requested = fc.oneof(element, fc.array(element, { maxLength: 3 }));

/** Whether a value is a stored one, or what is left of it when members and elements are taken away. */
function isPartOf(value: unknown, stored: unknown): boolean {
  if (Array.isArray(value) && Array.isArray(stored)) {
    let next = 0;
    return value.every((element) => {
      while (next < stored.length && !isPartOf(element, stored[next])) next += 1;
      next += 1;
      return next <= stored.length;
    });
  }
  if (isForeignObject(value) && isForeignObject(stored)) {
    return Object.keys(value).every(
      (name) => Object.hasOwn(stored, name) && isPartOf(value[name], stored[name]),
    );
  }
  return value === stored;
}

suite('whatever is requested', () => {
  test('nothing throws, and what is delivered is part of a stored document, valid, and was asked for', () => {
    let answers = 0;
    const property = fc.property(requested, (requested) => {
      const elements = Array.isArray(requested) ? requested : [requested];
      const selection = selectVerifiedClaims({ requested, stored: DOCUMENTS, now: NOW });
      assert.equal(selection.length, elements.length);
      for (const [index, selected] of selection.entries()) {
        for (const { verifiedClaims, document, transformedClaims } of selected) {
          answers += 1;
          const answer: unknown = JSON.parse(JSON.stringify(verifiedClaims));
          assert.ok(DOCUMENTS.includes(document));
          assert.ok(isPartOf(answer, document));
          const { verification, claims } = elements[index] as Record<string, Record<string, unknown>>;
          assert.ok(
            Object.keys(verifiedClaims.verification).every((name) => Object.hasOwn(verification!, name)),
          );
          assert.ok(Object.keys(verifiedClaims.claims).every((name) => Object.hasOwn(claims!, name)));
          for (const name of Object.keys(transformedClaims)) assert.match(name, /^:/);
          assert.equal(typeof verifiedClaims.verification.trust_framework, 'string');
        }
      }
    });
    fc.assert(property, { numRuns: 1000 });
    assert.ok(answers > 250, `only ${answers} answers: the requests are too wrong to say anything`);
    assert.equal(({} as Record<string, unknown>)['x'], undefined, 'nothing was polluted');
  });

  test('arbitrary JSON, requested of arbitrary JSON, throws nothing', () => {
    const query = fc.record({ requested: anything, stored: anything, now: fc.integer() });
    fc.assert(
      fc.property(query, (query: VerifiedClaimsQuery) => {
        JSON.stringify(selectVerifiedClaims(query));
      }),
    );
  });

  test('a constraint only ever takes away', () => {
    fc.assert(
      fc.property(requested, (requested) => {
        const constrained = delivered(requested, DOCUMENTS);
        const relaxed = delivered(withoutConstraints(requested), DOCUMENTS);
        for (const [index, answers] of constrained.entries()) {
          assert.ok(answers.length <= (relaxed[index]?.length ?? 0));
        }
      }),
    );
  });

  test('a stored document is only read', () => {
    const frozen = deepFreeze(structuredClone(DOCUMENTS));
    fc.assert(
      fc.property(requested, (requested) => {
        delivered(requested, frozen);
      }),
      { numRuns: 200 },
    );
  });

  test('members that objects inherit are not stored', () => {
    const names = '{"__proto__": null, "constructor": null, "toString": {}, "given_name": null}';
    const requested = JSON.parse(
      `{"verification": {"trust_framework": null, "__proto__": null, "constructor": {"name": null}, "toString": null}, "claims": ${names}}`,
    ) as unknown;
    assert.deepEqual(delivered(requested, EIDAS), [
      [{ verification: { trust_framework: 'eidas' }, claims: { given_name: 'Max' } }],
    ]);
    const [[selected] = []] = selectVerifiedClaims({ requested, stored: EIDAS, now: NOW });
    assert.deepEqual(Object.keys(selected?.verifiedClaims.verification ?? {}), ['trust_framework']);
    assert.deepEqual(Object.keys(selected?.verifiedClaims.claims ?? {}), ['given_name']);
    const stored = JSON.parse(
      '{"verification": {"trust_framework": "x", "__proto__": "y"}, "claims": {"__proto__": {"a": 1}}}',
    ) as unknown;
    assert.equal(
      JSON.stringify(delivered(requested, stored)),
      '[[{"verification":{"trust_framework":"x","__proto__":"y"},"claims":{"__proto__":{"a":1}}}]]',
    );
  });
});

suite('a request that is too large to be one', () => {
  const element = { verification: { trust_framework: null }, claims: { given_name: null } };

  /** An element that is answered, with this many values in it. */
  function elementOf(size: number): unknown {
    const names = Array.from({ length: size - 5 }, (_, index) => [`claim${index}`, null]);
    return { ...element, claims: { given_name: null, ...Object.fromEntries(names) } };
  }

  function nested(depth: number): unknown {
    let value: unknown = null;
    for (let level = 3; level < depth; level += 1) value = { part: value };
    return { ...element, claims: { given_name: null, family_name: value } };
  }

  test('gets nothing beyond 500 values', () => {
    assert.equal(delivered(elementOf(500), EIDAS)[0]?.length, 1);
    assert.deepEqual(delivered(elementOf(501), EIDAS), [[]]);
    assert.deepEqual(delivered([element, elementOf(500)], EIDAS), [[], []]);
  });

  test('gets nothing beyond 16 levels, and costs no stack', () => {
    assert.equal(delivered(nested(16), EIDAS)[0]?.length, 1);
    assert.deepEqual(delivered(nested(17), EIDAS), [[]]);
    const bottomless = JSON.parse(`${'{"verification":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as unknown;
    assert.deepEqual(delivered(bottomless, EIDAS), [[]]);
  });
});

function withoutConstraints(request: unknown): unknown {
  if (Array.isArray(request)) return request.map(withoutConstraints);
  if (!isForeignObject(request)) return request;
  const others = Object.entries(request).filter(([name]) => !['value', 'values', 'max_age'].includes(name));
  return Object.fromEntries(others.map(([name, value]) => [name, withoutConstraints(value)]));
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
