import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from 'oauth-resource-server';
import { checkClaim } from '../../src/users/claim-check.ts';
import { STANDARD_CLAIMS } from '../../src/users/standard-claims.ts';

const VALID: Readonly<Record<string, readonly JsonValue[]>> = {
  name: ['John Smith'],
  given_name: ['John'],
  family_name: ['Smith'],
  middle_name: ['Q.'],
  nickname: ['Johnny'],
  preferred_username: ['j.smith'],
  profile: ['https://example.com/john'],
  picture: ['http://example.com/john.png'],
  website: ['HTTPS://example.com'],
  email: ['john@example.com', 'jörg@bücher.example'],
  email_verified: [true, false],
  gender: ['female'],
  birthdate: ['1984-02-29', '1984', '0000-02-29'],
  zoneinfo: ['America/Los_Angeles'],
  locale: ['en-US', 'en_US'],
  phone_number: ['+1 (425) 555-1212', '+1 (604) 555-1234;ext=5678'],
  phone_number_verified: [true],
  address: [
    { country: 'UK' },
    { formatted: '1 Street\nTown', street_address: 'x', locality: 'x', region: 'x', postal_code: '1' },
  ],
  updated_at: [0, 1_700_000_000],
};

const INVALID: Readonly<Record<string, readonly JsonValue[]>> = {
  name: [1, true, '  ', ['John'], { text: 'John' }],
  profile: ['example.com', 'javascript:alert(1)', 'https://', 5],
  email: ['john', '@example.com', 'john@', 'a b@c', 'a@b@c'],
  email_verified: ['true', 1],
  birthdate: ['1984-2-29', '2023-02-29', '1984-13-01', '0000', '84', '1984-04-31', '29.02.1984', 1984],
  phone_number: [4_425_551_212],
  address: ['1 Street', [], {}, { city: 'Town' }, { country: 44 }, { country: '' }, { country: null }],
  updated_at: ['1700000000', 1.5, -1, 1_700_000_000_000, true],
};

describe('OpenID Connect Core 1.0, section 5.1: a standard claim', () => {
  it('is tested here, whichever it is', () => {
    assert.deepEqual(Object.keys(VALID), Object.keys(STANDARD_CLAIMS));
  });

  for (const [name, values] of Object.entries(VALID)) {
    it(`${name} may be ${values.map((value) => JSON.stringify(value)).join(' or ')}`, () => {
      for (const value of values) checkClaim(name, value);
    });
  }

  for (const [name, values] of Object.entries(INVALID)) {
    it(`${name} may not be ${values.map((value) => JSON.stringify(value)).join(' or ')}`, () => {
      for (const value of values) {
        assert.throws(
          () => checkClaim(name, value),
          { code: 'invalid_user', message: new RegExp(`^The claim ${name} must be `) },
          JSON.stringify(value),
        );
      }
    });
  }

  it('is held to its type under a language tag as well (section 5.2)', () => {
    checkClaim('family_name#ja-Kana-JP', 'スミス');
    checkClaim('address#de', { country: 'England' });
    assert.throws(() => checkClaim('family_name#ja', 5), /The claim family_name#ja must be a text/);
    assert.throws(() => checkClaim('family_name#', 'Smith'), /must have a language tag after #/);
    assert.throws(() => checkClaim('family_name#not a tag', 'Smith'), { code: 'invalid_user' });
    assert.throws(() => checkClaim('family_name#日本', 'Smith'), { code: 'invalid_user' });
  });
});

describe('a claim', () => {
  it('of our own may hold any JSON', () => {
    for (const value of [0, false, 'text', [], {}, [null], { deep: [{ er: null }] }]) {
      checkClaim('custom', value);
    }
    checkClaim('https://example.com/claims#group', ['staff']);
    checkClaim('constructor', 'is not a standard claim');
  });

  it('without a value is not stored (section 5.3.2)', () => {
    for (const value of [null, '']) {
      assert.throws(() => checkClaim('custom', value), /has no value: leave it out/);
    }
  });

  it('that the authority sets is not stored', () => {
    for (const name of ['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'jti']) {
      assert.throws(() => checkClaim(name, '1'), new RegExp(`The claim ${name} cannot be stored`));
    }
  });

  it('must have a name', () => {
    for (const name of ['', 'two words', 'line\nbreak', 'x'.repeat(256)]) {
      assert.throws(() => checkClaim(name, 'value'), /The name of a claim must be/);
    }
  });
});
