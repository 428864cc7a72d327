import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  createDpopNonces,
  type DpopNonceSecret,
  type DpopNonces,
} from '../../../src/binding/dpop/dpop-nonces.ts';

const OLD = 'the old secret, which has 32 bytes at least';
const NEW = 'the new secret, which has 32 bytes at least';
const START = Date.UTC(2026, 10, 23, 14, 45);
const LIFETIME = 300;

function createAt(offset: number, secret: DpopNonceSecret | readonly DpopNonceSecret[] = OLD): DpopNonces {
  return createDpopNonces({ secret, lifetime: LIFETIME, now: () => START + offset * 1000 });
}

suite('RFC 9449 §8 and §9: nonces of the server', () => {
  test('a nonce is accepted in its period and in the next one, and in no other', () => {
    const nonce = createAt(0).current();
    for (const [offset, accepted] of [
      [0, true],
      [299, true],
      [300, true],
      [599, true],
      [600, false],
      [86_400, false],
    ] as const) {
      assert.equal(createAt(offset).accepts(nonce), accepted, `after ${offset} s`);
    }
    assert.equal(createAt(-1).accepts(nonce), false, 'before it was given out');
  });

  test('one server changes its nonce as time passes', () => {
    let now = START;
    const nonces = createDpopNonces({ secret: OLD, lifetime: LIFETIME, now: () => now });
    const first = nonces.current();
    assert.equal(nonces.current(), first);
    now += 300_000;
    assert.notEqual(nonces.current(), first);
    assert.ok(nonces.accepts(first));
    now += 300_000;
    assert.ok(!nonces.accepts(first));
    now -= 600_000;
    assert.equal(nonces.current(), first);
  });

  test('§8: nonces cannot be told from chance, nor one from the other', () => {
    const all = Array.from({ length: 1000 }, (_, index) => createAt(index * LIFETIME).current());
    assert.equal(new Set(all).size, 1000);
    for (const nonce of all) assert.match(nonce, /^[A-Za-z0-9_-]{43}$/);
  });

  test('replicas with the same secret accept the nonces of each other', () => {
    assert.ok(createAt(100).accepts(createAt(0).current()));
    assert.ok(
      createAt(0, new TextEncoder().encode(OLD)).accepts(createAt(0).current()),
      'a text is its UTF-8',
    );
  });

  test('another secret makes other nonces', () => {
    assert.ok(!createAt(0, NEW).accepts(createAt(0).current()));
  });

  test('the secret can be changed on one replica after the other and no nonce is refused', () => {
    const steps: readonly (readonly DpopNonceSecret[])[] = [[OLD], [OLD, NEW], [NEW, OLD], [NEW]];
    for (const [index, later] of steps.entries()) {
      const earlier = steps[index - 1] ?? later;
      assert.ok(createAt(0, later).accepts(createAt(0, earlier).current()));
      assert.ok(createAt(0, earlier).accepts(createAt(0, later).current()));
      assert.ok(createAt(300, later).accepts(createAt(0, earlier).current()));
    }
  });

  for (const nonce of ['', 'nonce', 'ü', '\ud800', 'A'.repeat(43), 'A'.repeat(100_000)]) {
    test(`'${nonce.slice(0, 50)}' (${nonce.length} characters) is not accepted`, () => {
      assert.equal(createAt(0).accepts(nonce), false);
    });
  }

  test('a secret that is overwritten later is not in use', () => {
    const secret = new TextEncoder().encode(OLD);
    const nonces = createAt(0, secret);
    secret.fill(0);
    assert.equal(nonces.current(), createAt(0).current());
  });
});

suite('options of nonces', () => {
  const secrets: readonly unknown[] = [
    '',
    'x'.repeat(31),
    new Uint8Array(31),
    [],
    ['short'],
    [OLD, 'short'],
    null,
    42,
    [null],
  ];
  for (const secret of secrets) {
    test(`secret: ${JSON.stringify(secret)} is refused by name and not repeated`, () => {
      assert.throws(() => createDpopNonces({ secret: secret as string }), {
        name: 'TypeError',
        message: /^options\.secret: at least (?:32 bytes|one secret) /,
      });
    });
  }

  test('a secret of 32 bytes is long enough, counted in UTF-8', () => {
    createDpopNonces({ secret: 'x'.repeat(32) });
    createDpopNonces({ secret: 'ü'.repeat(16) });
  });

  for (const lifetime of [0, -1, Number.NaN, Infinity]) {
    test(`lifetime: ${lifetime} is refused by name`, () => {
      assert.throws(() => createDpopNonces({ secret: OLD, lifetime }), {
        name: 'TypeError',
        message: /^options\.lifetime: /,
      });
    });
  }
});
