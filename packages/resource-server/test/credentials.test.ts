import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CredentialsReading, readCredentials } from '../src/credentials.ts';
import type { DpopMode, HeaderLines } from '../src/index.ts';
import { requestOf } from './requests.ts';

const BEARER_T: CredentialsReading = { scheme: 'Bearer', token: 'T' };

function readHeader(authorization: HeaderLines): CredentialsReading {
  const reading = readCredentials(requestOf({ method: 'POST', authorization }), 'header', 'off');
  assert.ok(!(reading instanceof Promise), 'a header is read synchronously');
  return reading;
}

function readForm(form: string | undefined, authorization?: HeaderLines): Promise<CredentialsReading> {
  const parts = { method: 'POST', authorization, ...(form === undefined ? {} : { form }) };
  return Promise.resolve(readCredentials(requestOf(parts), 'header-or-form', 'off'));
}

function bearer(token: string): CredentialsReading {
  return { scheme: 'Bearer', token };
}

suite('Authorization header', () => {
  const rows: readonly (readonly [sentence: string, header: HeaderLines, reading: CredentialsReading])[] = [
    ['RFC 6750, 2.1: one word behind Bearer is the token', 'Bearer T', BEARER_T],
    ['RFC 9110, 11.1: the scheme is read without regard to case', 'bearer T', BEARER_T],
    ['RFC 9110, 11.1: a scheme in capitals is the same scheme', 'BEARER T', BEARER_T],
    ['RFC 9110, 11.4: several spaces may stand before the token', 'Bearer    T', BEARER_T],
    ['RFC 9110, 5.5: blanks behind the token are not part of it', 'Bearer T \t ', BEARER_T],
    ['RFC 6750, 2.1: a token may hold -._~+/ and end with =', 'Bearer a-._~+/9==', bearer('a-._~+/9==')],
    ['RFC 6750, 2.1: padding may be of any length', 'Bearer a====', bearer('a====')],
    ['RFC 6750, 3.1: no header is no credentials', undefined, 'no_credentials'],
    ['RFC 6750, 3.1: an empty header is no credentials', '', 'no_credentials'],
    ['RFC 6750, 3.1: an adapter may present an absent header as no lines', [], 'no_credentials'],
    ['RFC 6750, 3.1: another scheme is no credentials for us', 'Basic am9objpqb2hu', 'no_credentials'],
    ['RFC 6750, 3.1: DPoP is another scheme', 'DPoP T', 'no_credentials'],
    [
      'RFC 9110, 11.1: BEARERtoken without a space is the name of another scheme',
      'BEARERT',
      'no_credentials',
    ],
    [
      'RFC 9110, 11.1: a scheme that only begins like Bearer is another one',
      'Bearer-ish T',
      'no_credentials',
    ],
    ['RFC 6750, 3.1: Bearer alone is malformed', 'Bearer', 'malformed_credentials'],
    ['RFC 6750, 3.1: Bearer and a space is malformed', 'Bearer ', 'malformed_credentials'],
    ['RFC 6750, 3.1: Bearer and several spaces is malformed', 'Bearer     ', 'malformed_credentials'],
    ['RFC 9110, 11.4: a tab does not separate scheme and token', 'Bearer\tT', 'malformed_credentials'],
    ['RFC 9110, 11.4: a tab behind the space is no separator either', 'Bearer \tT', 'malformed_credentials'],
    ['RFC 9110, 11.4: a comma does not separate scheme and token', 'Bearer,T', 'malformed_credentials'],
    ['RFC 6750, 2.1: two words are malformed', 'Bearer T U', 'malformed_credentials'],
    ['RFC 6750, 2.1: two words with a tab between are malformed', 'Bearer T\tU', 'malformed_credentials'],
    ['RFC 6750, 2.1: a list is malformed', 'Bearer T,U', 'malformed_credentials'],
    [
      'RFC 9110, 5.3: two lines that were joined are malformed',
      'Bearer T, Bearer T',
      'malformed_credentials',
    ],
    ['RFC 6750, 2.1: a list of parameters is malformed', 'Bearer a="b", c="d"', 'malformed_credentials'],
    ['RFC 6750, 2.1: a parameter is not a token', 'Bearer token=T', 'malformed_token'],
    ['RFC 6750, 2.1: a quoted parameter is not a token', 'Bearer token="T"', 'malformed_token'],
    ['RFC 6750, 2.1: a quoted token is not one', 'Bearer "T"', 'malformed_token'],
    ['RFC 6750, 2.1: padding alone is not a token', 'Bearer ===', 'malformed_token'],
    ['RFC 6750, 2.1: padding stands at the end only', 'Bearer a=b', 'malformed_token'],
    ['RFC 6750, 2.1: non-ASCII characters make no token', 'Bearer t\u00f6ken', 'malformed_token'],
    ['RFC 9110, 5.5: a no-break space is a character, not a blank', 'Bearer T\u00a0', 'malformed_token'],
    ['RFC 6750, 2.1: control characters make no token', 'Bearer T\u0000', 'malformed_token'],
    ['RFC 6750, 2.1: a line end makes no token', 'Bearer T\n', 'malformed_token'],
    ['RFC 6750, 2: two lines are refused', ['Bearer T', 'Bearer U'], 'several_credentials'],
    ['RFC 6750, 2: two equal lines are refused too', ['Bearer T', 'Bearer T'], 'several_credentials'],
    ['RFC 6750, 2: a line beside an empty one is refused', ['', 'Bearer T'], 'several_credentials'],
    [
      'RFC 6750, 2: a line beside one of another scheme is refused',
      ['Basic x', 'Bearer T'],
      'several_credentials',
    ],
  ];
  for (const [sentence, header, reading] of rows) {
    test(sentence, () => assert.deepEqual(readHeader(header), reading));
  }

  test('a token of 8192 characters is read, a longer one is refused', () => {
    const longest = 'a'.repeat(8192);
    assert.deepEqual(readHeader(`Bearer ${longest}`), bearer(longest));
    assert.equal(readHeader(`Bearer ${longest}a`), 'malformed_token');
  });

  test('many blanks between two words take no more time than other text', () => {
    const started = process.cpuUsage();
    assert.equal(readHeader(`Bearer a${' '.repeat(200_000)}b`), 'malformed_credentials');
    // Quadratic time would be more than ten seconds.
    assert.ok(process.cpuUsage(started).user < 1_000_000);
  });

  test('RFC 6750, 2.2: where only the header counts, the form is not looked at', () => {
    const request = {
      ...requestOf({ method: 'POST' }),
      formBody: () => assert.fail('the form was read'),
    };
    assert.equal(readCredentials(request, 'header', 'off'), 'no_credentials');
  });

  for (const location of ['header', 'header-or-form'] as const) {
    test(`RFC 6750, 2.3: a token in the query is ignored (${location})`, async () => {
      const request = requestOf({ target: '/?access_token=T' });
      assert.equal(await readCredentials(request, location, 'off'), 'no_credentials');
    });
  }
});

suite('form body', () => {
  const rows: readonly (readonly [sentence: string, form: string, reading: CredentialsReading])[] = [
    ['RFC 6750, 2.2: access_token is the token', 'access_token=T', BEARER_T],
    ['RFC 6750, 2.2: other parameters may stand around it', 'a=b&access_token=T&c', BEARER_T],
    ['RFC 6750, 2.2: the value is percent-decoded', 'access_token=%54%3D', bearer('T=')],
    ['RFC 6750, 2.2: the name is percent-decoded', 'access%5Ftoken=T', BEARER_T],
    ['RFC 6750, 2.2: an encoded + is part of a token', 'access_token=a%2Bb', bearer('a+b')],
    ['RFC 6750, 2.2: padding need not be encoded', 'access_token=T==', bearer('T==')],
    ['RFC 6750, 2.2: a + is a space, which no token holds', 'access_token=a+b', 'malformed_token'],
    ['RFC 6750, 2.2: encoded non-ASCII characters make no token', 'access_token=t%C3%B6', 'malformed_token'],
    ['RFC 6750, 2.2: an encoded line end makes no token', 'access_token=T%0D%0A', 'malformed_token'],
    ['RFC 6750, 2.2: the name is case-sensitive', 'Access_Token=T', 'no_credentials'],
    ['RFC 6750, 2.2: a form without access_token carries none', 'a=b', 'no_credentials'],
    ['RFC 6750, 2.2: an empty form carries none', '', 'no_credentials'],
    ['RFC 6749, 3.1: a parameter without a value is as good as left out', 'access_token=', 'no_credentials'],
    ['RFC 6749, 3.1: so is a parameter without an equals sign', 'access_token', 'no_credentials'],
    ['RFC 6749, 3.1: a parameter stands there once', 'access_token=T&access_token=T', 'several_credentials'],
    [
      'RFC 6749, 3.1: once, even when one has no value',
      'access_token=T&access_token=',
      'several_credentials',
    ],
    ['RFC 6749, 3.1: once, however it is encoded', 'access_token=T&access%5Ftoken=U', 'several_credentials'],
    ['RFC 6750, 3.1: broken percent-encoding is malformed', 'access_token=%5', 'malformed_form'],
    [
      'RFC 6750, 3.1: so is broken percent-encoding of another parameter',
      'access_token=T&a=%zz',
      'malformed_form',
    ],
    ['RFC 6750, 3.1: so are escapes that are not UTF-8', 'access_token=T&a=%FF', 'malformed_form'],
    ['RFC 6750, 2.2: the body consists of ASCII characters', 'access_token=T&a=\u00f6', 'malformed_form'],
    ['RFC 6750, 2.2: control characters do not belong there', 'access_token=T\r\n', 'malformed_form'],
  ];
  for (const [sentence, form, reading] of rows) {
    test(sentence, async () => assert.deepEqual(await readForm(form), reading));
  }

  test('a token of a form is no longer than one of a header', async () => {
    assert.equal(await readForm(`access_token=${'a'.repeat(8193)}`), 'malformed_token');
  });

  test('where a form may hold the token, the header still may', async () => {
    assert.deepEqual(await readForm(undefined, 'Bearer T'), BEARER_T);
    assert.deepEqual(await readForm('a=b', 'Bearer T'), BEARER_T);
    assert.deepEqual(await readForm('access_token=', 'Bearer T'), BEARER_T);
    assert.deepEqual(await readForm('access_token=T', []), BEARER_T);
    assert.deepEqual(await readForm('access_token=T', ''), BEARER_T);
  });

  test('RFC 6750, 2: a token in header and form is refused, be they equal', async () => {
    for (const header of ['Bearer T', 'Bearer U', 'Bearer', 'Basic x', ['Bearer T', 'Bearer T'], ['', '']]) {
      assert.equal(await readForm('access_token=T', header), 'several_credentials');
    }
  });

  test('RFC 6750, 2: a malformed form beside a header is refused, whatever is in it', async () => {
    assert.equal(await readForm('access_token=%5', 'Bearer T'), 'several_credentials');
  });

  for (const method of ['PUT', 'PATCH']) {
    test(`RFC 6750, 2.2: ${method} has a body that may hold the token`, async () => {
      const request = requestOf({ method, form: 'access_token=T' });
      assert.deepEqual(await readCredentials(request, 'header-or-form', 'off'), BEARER_T);
    });
  }

  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'post']) {
    test(`RFC 6750, 2.2: the body of ${method} is not looked at`, async () => {
      const request = requestOf({ method, form: 'access_token=T' });
      assert.equal(await readCredentials(request, 'header-or-form', 'off'), 'no_credentials');
    });
  }
});

suite('RFC 9449, 7.1: the scheme DPoP', () => {
  const read = (authorization: HeaderLines, dpop: HeaderLines, mode: DpopMode = 'accept'): unknown =>
    readCredentials(requestOf({ authorization, headers: { dpop } }), 'header', mode);
  const proved: CredentialsReading = { scheme: 'DPoP', token: 'T', proof: 'P' };

  const rows: readonly (readonly [
    sentence: string,
    authorization: HeaderLines,
    proof: HeaderLines,
    reading: CredentialsReading,
  ])[] = [
    ['a token and its proof', 'DPoP T', 'P', proved],
    ['the scheme is read without regard to case', 'dpop T', 'P', proved],
    ['several spaces may stand before the token', 'DPOP   T ', 'P', proved],
    ['a scheme that only begins like DPoP is another one', 'DPoPish T', 'P', 'no_credentials'],
    ['DPoPT without a space is the name of another scheme', 'DPoPT', 'P', 'no_credentials'],
    ['DPoP alone is malformed', 'DPoP', 'P', 'malformed_credentials'],
    ['a token that is not token68 is malformed', 'DPoP "T"', 'P', 'malformed_token'],
    ['two words are malformed', 'DPoP T U', 'P', 'malformed_credentials'],
    ['the token is read before the proof', 'DPoP "T"', undefined, 'malformed_token'],
    ['no proof', 'DPoP T', undefined, 'proof_missing'],
    ['no lines of proofs', 'DPoP T', [], 'proof_missing'],
    ['an empty proof', 'DPoP T', '', 'proof_missing'],
    ['4.3, check 1: two proofs', 'DPoP T', ['P', 'P'], 'several_proofs'],
    ['4.3, check 1: a proof beside an empty line', 'DPoP T', ['', 'P'], 'several_proofs'],
    ['a proof beside a Bearer token does not count', 'Bearer T', ['P', 'Q'], BEARER_T],
    ['both schemes at once are refused', ['DPoP T', 'Bearer T'], 'P', 'several_credentials'],
  ];
  for (const [sentence, authorization, proof, reading] of rows) {
    test(sentence, () => assert.deepEqual(read(authorization, proof), reading));
  }

  test('where DPoP is required, a well-formed Bearer token is refused, and any other as ever', () => {
    assert.deepEqual(read('DPoP T', 'P', 'require'), proved);
    assert.equal(read('Bearer T', 'P', 'require'), 'bearer_not_accepted');
    assert.equal(read('Bearer "T"', 'P', 'require'), 'malformed_token');
    assert.equal(read(undefined, 'P', 'require'), 'no_credentials');
  });

  test('where DPoP is off, the scheme is not known', () => {
    assert.equal(read('DPoP T', 'P', 'off'), 'no_credentials');
    assert.deepEqual(read('Bearer T', 'P', 'off'), BEARER_T);
  });
});
