import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readChallenges } from '../../src/page/browser/http/challenges.ts';
import { ask, startParts } from '../running-parts.ts';

suite('RFC 9110, section 11.6.1: the page reads challenges', () => {
  for (const [value, expected] of [
    ['', []],
    ['Bearer', [{ scheme: 'Bearer', parameters: {} }]],
    ['Bearer realm="a, b=c"', [{ scheme: 'Bearer', parameters: { realm: 'a, b=c' } }]],
    [
      String.raw`Bearer realm="say \"hi\" \\"`,
      [{ scheme: 'Bearer', parameters: { realm: String.raw`say "hi" ${'\\'}` } }],
    ],
    [
      'Bearer error="invalid_token", error_description="No.", DPoP algs="ES256 EdDSA"',
      [
        { scheme: 'Bearer', parameters: { error: 'invalid_token', error_description: 'No.' } },
        { scheme: 'DPoP', parameters: { algs: 'ES256 EdDSA' } },
      ],
    ],
    [
      'Bearer, DPoP algs=ES256',
      [
        { scheme: 'Bearer', parameters: {} },
        { scheme: 'DPoP', parameters: { algs: 'ES256' } },
      ],
    ],
    [
      'Negotiate YWJj==, Bearer MAX_AGE="5"',
      [
        { scheme: 'Negotiate', parameters: {} },
        { scheme: 'Bearer', parameters: { max_age: '5' } },
      ],
    ],
  ] as const) {
    test(value || 'of an empty value', () => {
      assert.deepEqual(readChallenges(value), expected);
    });
  }

  test('a text without an end is no parameter', () => {
    const [challenge] = readChallenges('Bearer error="unfinished');
    assert.deepEqual(challenge, { scheme: 'Bearer', parameters: {} });
  });

  test('both of the server, where tokens may come either way', async (t) => {
    const { url } = await startParts(t, { DPOP: 'accept' });
    const { headers } = await ask(url, '/api/time');
    const challenges = readChallenges(headers['www-authenticate'] ?? '');
    assert.deepEqual(
      challenges.map(({ scheme }) => scheme),
      ['Bearer', 'DPoP'],
    );
    assert.match(challenges[1]?.parameters['algs'] ?? '', /ES256/);
  });
});
