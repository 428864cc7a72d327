import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from 'oauth-resource-server';
import { editClaims, parseClaimPath } from '../../src/users/edit-claims.ts';
import type { UserClaims } from '../../src/users/user.ts';

function edited(stored: UserClaims, ...edits: readonly (readonly [string, JsonValue | undefined])[]): object {
  return editClaims(
    stored,
    edits.map(([text, value]) => ({ path: parseClaimPath(text), value })),
  );
}

describe('the name of a claim, or of a part of it', () => {
  for (const [text, claim, ...members] of [
    ['email', 'email'],
    ['family_name#ja', 'family_name#ja'],
    ['address.locality', 'address', 'locality'],
    ['address#de-CH.postal_code', 'address#de-CH', 'postal_code'],
    ['address[country]', 'address', 'country'],
    ['groups[0]', 'groups', '0'],
    ['org[unit][head][0]', 'org', 'unit', 'head', '0'],
    // Dots and slashes of a name separate nothing.
    ['https://example.com/x', 'https://example.com/x'],
    ['https://example.com/x.y', 'https://example.com/x.y'],
    ['https://example.com/x.y[a.b]', 'https://example.com/x.y', 'a.b'],
    ['org.example.role', 'org.example.role'],
    ['address.city', 'address.city'],
    ['addresses.locality', 'addresses.locality'],
    // No path: the name of a claim, as odd as it is.
    ['a[]', 'a[]'],
    ['[0]', '[0]'],
    ['a[0]b', 'a[0]b'],
    ['a[[0]]', 'a[[0]]'],
  ] as const) {
    it(`${text} means ${[claim, ...members].join(' → ')}`, () => {
      assert.deepEqual(parseClaimPath(text), { claim, members });
    });
  }
});

describe('editing claims', () => {
  it('changes what is named, and nothing else', () => {
    const stored = { name: 'A', email: 'a@b', address: { country: 'UK' } };
    assert.deepEqual(edited(stored, ['name', 'B'], ['email', undefined], ['new', 1]), {
      name: 'B',
      email: undefined,
      new: 1,
    });
  });

  it('puts a part where it belongs, one edit after the other', () => {
    const stored = { address: { country: 'UK' }, groups: ['a', 'b'] };
    const changes = edited(
      stored,
      ['address.locality', 'London'],
      ['address.country', undefined],
      ['groups[1]', 'c'],
      ['groups[2]', 'd'],
      ['org[unit][name]', 'Clocks'],
      ['org[unit][size]', 3],
    );
    assert.deepEqual(changes, {
      address: { locality: 'London' },
      groups: ['a', 'c', 'd'],
      org: { unit: { name: 'Clocks', size: 3 } },
    });
    assert.deepEqual(stored, { address: { country: 'UK' }, groups: ['a', 'b'] });
  });

  it('removes what it has emptied', () => {
    const stored = { address: { country: 'UK' }, groups: ['a'], org: { unit: { name: 'x' }, n: 1 } };
    assert.deepEqual(edited(stored, ['address.country', undefined]), { address: undefined });
    assert.deepEqual(edited(stored, ['groups[0]', undefined]), { groups: undefined });
    assert.deepEqual(edited(stored, ['org[unit][name]', undefined]), { org: { n: 1 } });
    assert.deepEqual(edited(stored, ['nothing[here]', undefined]), { nothing: undefined });
  });

  it('keeps members named __proto__ members', () => {
    const changes = edited({}, ['org[__proto__][admin]', true]);
    assert.equal(JSON.stringify(changes), '{"org":{"__proto__":{"admin":true}}}');
    assert.equal(Reflect.get({}, 'admin'), undefined);
  });

  it('does not force a part on what has none', () => {
    for (const [stored, path] of [
      [{ name: 'A' }, 'name[first]'],
      [{ groups: ['a'] }, 'groups[2]'],
      [{ groups: ['a'] }, 'groups[first]'],
      [{ groups: ['a'] }, 'groups[-1]'],
      [{ org: { unit: 5 } }, 'org[unit][name]'],
      [{ org: { unit: null } }, 'org[unit][name]'],
    ] as const) {
      assert.throws(() => edited(stored, [path, 'x']), {
        code: 'invalid_user',
        message: /has nowhere to put \[/,
      });
    }
  });
});
