import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { UserInfoGrant } from '../../src/index.ts';
import { readRequestedClaims } from '../../src/userinfo/requested-claims.ts';
import { accessToken } from '../access-tokens.ts';

function grantOf(grant: Partial<UserInfoGrant>): UserInfoGrant {
  const token = accessToken({ subject: 'jane' }) as UserInfoGrant['token'];
  return { state: 'active', token, claimNames: [], ...grant };
}

suite('which claims were requested', () => {
  test('OpenID Connect Core, 5.5: those of the scopes and those of the claims parameter', () => {
    const claimsRequest = {
      email: { essential: true },
      nickname: null,
      'https://example.com/claims/x': null,
    };
    const requested = readRequestedClaims(
      grantOf({ claimNames: ['name', 'email'], claimsRequest }),
      'honour',
    );
    const names = ['name', 'email', 'nickname', 'https://example.com/claims/x'];
    assert.deepEqual(requested, {
      names,
      needed: names,
      locales: [],
      request: claimsRequest,
      transformed: [],
      verified: undefined,
    });
  });

  test('what the authority sets, and what holds other claims, is not looked up', () => {
    const claimNames = [
      'sub',
      'sub#ja',
      'iss',
      'aud',
      'exp',
      'iat',
      'nbf',
      'jti',
      '',
      '#ja',
      'verified_claims',
    ];
    const claimsRequest = { _claim_names: null, _claim_sources: null, ':x': null, '::x': null, name: null };
    assert.deepEqual(readRequestedClaims(grantOf({ claimNames, claimsRequest }), 'honour').needed, ['name']);
  });

  test('names may be those of members that every object has', () => {
    const claimsRequest = JSON.parse('{"__proto__": {"value": 1}, "constructor": null}') as Record<
      string,
      null
    >;
    assert.deepEqual(readRequestedClaims(grantOf({ claimsRequest }), 'honour').names, [
      '__proto__',
      'constructor',
    ]);
  });

  test('the languages of everything that is needed are told', () => {
    const grant = grantOf({
      claimNames: ['name#ja', 'name'],
      claimsRequest: { 'nickname#de-CH': null },
      transformationInputs: { claims: ['given_name#JA', 'given_name#fr'] },
    });
    assert.deepEqual(readRequestedClaims(grant, 'honour').locales, ['ja', 'de-CH', 'fr']);
  });
});

suite('consent', () => {
  const claimNames = ['name', 'name#ja', 'email', 'nickname#JA', 'nickname'];

  test('nobody says what was consented to: what was requested', () => {
    assert.deepEqual(readRequestedClaims(grantOf({ claimNames }), 'honour').names, claimNames);
  });

  test('only what was consented to is released, and only that is asked for', () => {
    const grant = grantOf({ claimNames, consentedClaims: ['email', 'phone_number'] });
    const { names, needed } = readRequestedClaims(grant, 'honour');
    assert.deepEqual([names, needed], [['email'], ['email']]);
  });

  test('OpenID Connect Core, 5.2: consent to a claim is consent to every language of it, in one language only to that', () => {
    const grant = grantOf({ claimNames, consentedClaims: ['name', 'nickname#ja'] });
    assert.deepEqual(readRequestedClaims(grant, 'honour').names, ['name', 'name#ja', 'nickname#JA']);
  });

  test('consent to nothing releases nothing', () => {
    const grant = grantOf({ claimNames, consentedClaims: [], claimsRequest: { verified_claims: {} } });
    assert.deepEqual(readRequestedClaims(grant, 'honour').needed, []);
  });

  test('may be ignored, in so many words', () => {
    const grant = grantOf({ claimNames, consentedClaims: ['email'] });
    assert.deepEqual(readRequestedClaims(grant, 'ignore').names, claimNames);
  });

  test('to a transformed claim is consent to use what it is made of, not to release it', () => {
    const transformationInputs = { claims: ['birthdate', 'email'] };
    const claimsRequest = { ':age': null, '::is_over_18': null, birthdate: null };
    const grant = grantOf({ claimsRequest, transformationInputs, consentedClaims: [':age', '::is_over_18'] });
    const { names, needed, transformed } = readRequestedClaims(grant, 'honour');
    assert.deepEqual([names, needed, transformed], [[], ['birthdate', 'email'], ['birthdate', 'email']]);
  });

  test('that is missing for one transformed claim keeps back what may not be released itself', () => {
    const transformationInputs = { claims: ['birthdate', 'email'] };
    for (const claimsRequest of [{ ':age': null, '::is_over_18': null }, undefined]) {
      const grant = grantOf({ claimsRequest, transformationInputs, consentedClaims: [':age', 'email'] });
      assert.deepEqual(readRequestedClaims(grant, 'honour').transformed, ['email']);
    }
  });

  test('to verified claims is consent to all that was requested of them', () => {
    const claimsRequest = {
      verified_claims: { verification: { trust_framework: null }, claims: { name: null } },
    };
    const granted = readRequestedClaims(
      grantOf({ claimsRequest, consentedClaims: ['verified_claims'] }),
      'honour',
    );
    assert.deepEqual(granted.needed, ['verified_claims']);
    assert.deepEqual(granted.verified, { requested: claimsRequest.verified_claims, transformed: undefined });
    const kept = readRequestedClaims(grantOf({ claimsRequest, consentedClaims: ['name'] }), 'honour');
    assert.deepEqual([kept.needed, kept.verified], [[], undefined]);
  });
});

suite('verified claims', () => {
  test('are asked for where the claims parameter requests them, not where a name is given', () => {
    const unrequested = [undefined, {}, { verified_claims: null }];
    for (const claimsRequest of unrequested) {
      const grant = grantOf({ claimNames: ['verified_claims'], claimsRequest });
      assert.deepEqual(readRequestedClaims(grant, 'honour').needed, []);
    }
    const { needed } = readRequestedClaims(grantOf({ claimsRequest: { verified_claims: [] } }), 'honour');
    assert.deepEqual(needed, ['verified_claims']);
  });
});
