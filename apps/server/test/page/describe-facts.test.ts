import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFacts } from '../../src/page/browser/token/describe-facts.ts';
import { describeRemainingTime } from '../../src/page/browser/token/describe-remaining-time.ts';

const valuesOf = (facts: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(describeFacts({ active: true, ...facts }).map(({ member, value }) => [member, value]));

test('RFC 7662, section 2.2: the facts about a token in plain words', () => {
  assert.deepEqual(
    valuesOf({
      sub: '1',
      client_id: '2004',
      scope: 'openid email',
      acr: 'mfa',
      auth_time: 1_795_491_267,
      aud: ['https://a.example.com', 'https://b.example.com'],
      iss: 'http://127.0.0.1:8000',
      cnf: { jkt: 'abc' },
    }),
    {
      sub: '1',
      client_id: '2004',
      scope: 'openid email',
      acr: 'mfa',
      auth_time: '2026-11-24 03:34:27 UTC',
      cnf: 'the key with the thumbprint abc (DPoP)',
      aud: 'https://a.example.com, https://b.example.com',
      iss: 'http://127.0.0.1:8000',
    },
  );
});

test('what a token lacks is left out, or said where it matters', () => {
  assert.deepEqual(valuesOf({ scope: '' }), {
    sub: 'nobody: the client itself',
    scope: 'none',
    cnf: 'nothing: who has it can use it',
  });
});

for (const [seconds, words] of [
  [7260, 'in 2 h 1 min'],
  [3600, 'in 1 h 0 min'],
  [3599.2, 'in 1 h 0 min'],
  [3599, 'in 59 min 59 s'],
  [60, 'in 1 min 0 s'],
  [0.4, 'in 1 s'],
  [0, 'it has expired'],
  [-5, 'it has expired'],
] as const) {
  test(`${seconds} s are left: ${words}`, () => {
    assert.equal(describeRemainingTime(seconds), words);
  });
}
