import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashPassword, isOutdated, verifyPassword } from '../../src/users/password.ts';
import { parsePasswordHash } from '../../src/users/password-hash.ts';

/** Of 'pässwörd', by Python's hashlib in the formats of Django's hashers; argon2 by Node.js. */
const HASHES: Readonly<Record<string, string>> = {
  pbkdf2_sha256: 'pbkdf2_sha256$2000$saltysalt$YE0rNg1aPPD+6unAveGxjSfZ+JKgZ1xxUAmM80ALaac=',
  pbkdf2_sha1: 'pbkdf2_sha1$2000$saltysalt$X0LSNjkfATWLIBS/S9h8HRFlOwc=',
  scrypt:
    'scrypt$1024$saltysalt$8$5$y6TAJxYU6tL2CX08+rRtrFyOfWP/k86vn4BdgaW9n7ZlREheizFe5ImP/I0xpyeZKy1r7k2H/5OkNAF46yfMKw==',
  'argon2 (argon2id)':
    'argon2$argon2id$v=19$m=1024,t=2,p=8$c2FsdHlzYWx0eXNhbHR5IQ$DDzyPTKIrPE+6mmuivUm7eYf9VwpMEU5IyKKnqtydNQ',
  'argon2 (argon2i)':
    'argon2$argon2i$v=19$m=1024,t=2,p=8$c2FsdHlzYWx0eXNhbHR5IQ$xq9liQsLzUFgAbtFPheyW1p2TtXL3rriystGLqkZRjA',
};

describe('a password hash of Django', () => {
  for (const [name, hash] of Object.entries(HASHES)) {
    it(`made by ${name} fits its password and no other, and is outdated`, async () => {
      assert.equal(await verifyPassword(hash, 'pässwörd'), true);
      for (const wrong of ['', 'pässwörd ', 'password']) {
        assert.equal(await verifyPassword(hash, wrong), false, wrong);
      }
      const changed = hash.slice(0, -10) + (hash.at(-10) === 'A' ? 'B' : 'A') + hash.slice(-9);
      assert.equal(await verifyPassword(changed, 'pässwörd'), false);
      assert.equal(isOutdated(hash), true);
    });
  }

  it('fits what was typed, byte by byte, as it was hashed there', async () => {
    assert.equal(await verifyPassword(HASHES['pbkdf2_sha256'], 'pässwörd'.normalize('NFD')), false);
  });
});

describe('a password hash', () => {
  it('of our own is outdated once it is weaker than what we make now', async () => {
    const hash = await hashPassword('secret');
    assert.equal(isOutdated(hash), false);
    assert.equal(isOutdated(hash.replace('m=19456', 'm=65536')), false);
    for (const weaker of [hash.replace('m=19456', 'm=9728'), hash.replace('t=2', 't=1'), `argon2${hash}`]) {
      assert.equal(isOutdated(weaker), true, weaker);
    }
  });

  it('that would cost more than a sign-in may is not one', () => {
    const argon2 = '$c2FsdHlzYWx0eXNhbHR5IQ$DDzyPTKIrPE+6mmuivUm7eYf9VwpMEU5IyKKnqtydNQ';
    const pbkdf2 = 'saltysalt$X0LSNjkfATWLIBS/S9h8HRFlOwc=';
    for (const hash of [
      `$argon2id$v=19$m=2000000,t=2,p=1${argon2}`,
      `$argon2id$v=19$m=1024,t=999,p=1${argon2}`,
      `$argon2id$v=19$m=1024,t=0,p=1${argon2}`,
      `$argon2id$v=19$m=8,t=1,p=8${argon2}`,
      `$argon2id$v=19$m=1024,t=1,p=0${argon2}`,
      `$argon2id$v=16$m=1024,t=1,p=1${argon2}`,
      `pbkdf2_sha1$99999999$${pbkdf2}`,
      `pbkdf2_sha1$0$${pbkdf2}`,
      `pbkdf2_sha512$1000$${pbkdf2}`,
      `scrypt$1000$saltysalt$8$1$${'A'.repeat(86)}==`,
      `scrypt$1048576$saltysalt$8$1$${'A'.repeat(86)}==`,
      `scrypt$1024$saltysalt$0$1$${'A'.repeat(86)}==`,
      'md5$salt$0123456789abcdef0123456789abcdef',
      '!',
      '',
    ]) {
      assert.equal(parsePasswordHash(hash), undefined, hash);
    }
  });
});
