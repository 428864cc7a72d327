import assert from 'node:assert/strict';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { suite, test } from 'node:test';
import { createKeyCache } from '../../../src/binding/dpop/key-cache.ts';
import { createEcKey } from './proof-maker.ts';

suite('imported keys', () => {
  const key: KeyObject = createPublicKey(createEcKey().privateKey);

  test('a key that was used is found again', () => {
    const cache = createKeyCache(2);
    assert.equal(cache.get('a'), undefined);
    cache.use('a', key);
    assert.equal(cache.get('a'), key);
  });

  test('the key that was not used for longest is given up, and no more are held than there is room for', () => {
    const cache = createKeyCache(2);
    for (const thumbprint of ['a', 'b', 'a', 'c']) cache.use(thumbprint, key);
    assert.deepEqual(
      ['a', 'b', 'c'].filter((thumbprint) => cache.get(thumbprint) !== undefined),
      ['a', 'c'],
    );
  });
});
