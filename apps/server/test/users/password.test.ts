import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashPassword, verifyPassword } from '../../src/users/password.ts';

describe('a password hash', () => {
  it('is argon2id in the PHC string format, with parameters that OWASP recommends and a salt of its own', async () => {
    const hash = await hashPassword('correct horse');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(await hashPassword('correct horse'), hash);
  });

  it('fits its password and no other', async () => {
    const hash = await hashPassword('correct horse');
    assert.equal(await verifyPassword(hash, 'correct horse'), true);
    for (const wrong of ['', 'correct horse ', 'Correct horse', 'correct']) {
      assert.equal(await verifyPassword(hash, wrong), false, wrong);
    }
  });

  it('fits the password however its letters are composed', async () => {
    assert.equal(await verifyPassword(await hashPassword('Gr\u00FC\u00DFe'), 'Gru\u0308\u00DFe'), true);
  });

  it('of the reference implementation, with other parameters, is understood', async () => {
    // From the test vectors of the reference implementation (phc-winner-argon2, src/test.c, version 0x13, Argon2id).
    const hash = '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc';
    assert.equal(await verifyPassword(hash, 'password'), true);
    assert.equal(await verifyPassword(hash, 'differentpassword'), false);
  });

  it('that is missing or not understood fits nothing', async () => {
    const hash = await hashPassword('password');
    const unusable = [undefined, '', 'password', hash.slice(0, -44), hash.replace('argon2id', 'argon2d')];
    for (const hash of unusable) assert.equal(await verifyPassword(hash, 'password'), false, hash);
  });

  it('is not made of an empty or endless password', async () => {
    await assert.rejects(hashPassword(''), { code: 'invalid_user' });
    await assert.rejects(hashPassword('ü'.repeat(513)), { code: 'invalid_user' });
    await hashPassword('ü'.repeat(512));
  });

  it('of a long password does not fit a longer one', async () => {
    const hash = await hashPassword('x'.repeat(1024));
    assert.equal(await verifyPassword(hash, 'x'.repeat(1025)), false);
  });
});
