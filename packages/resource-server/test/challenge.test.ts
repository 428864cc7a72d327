import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { writeChallenge } from '../src/challenge.ts';
import { readBearerChallenge } from './challenge-reader.ts';

test('RFC 6750, 3: a challenge without parameters is the scheme alone', () => {
  assert.equal(writeChallenge('Bearer', {}), 'Bearer');
  assert.equal(writeChallenge('Bearer', { realm: undefined, error: undefined }), 'Bearer');
});

test('RFC 6750, 3: the first example', () => {
  assert.equal(writeChallenge('Bearer', { realm: 'example' }), 'Bearer realm="example"');
});

test('RFC 6750, 3: the second example', () => {
  assert.equal(
    writeChallenge('Bearer', {
      realm: 'example',
      error: 'invalid_token',
      error_description: 'The access token expired',
    }),
    'Bearer realm="example", error="invalid_token", error_description="The access token expired"',
  );
});

test('RFC 9110, 5.6.4: quotes and backslashes of a realm are escaped', async () => {
  const value = writeChallenge('Bearer', { realm: String.raw`a"b\c` });
  assert.equal(value, String.raw`Bearer realm="a\"b\\c"`);
  assert.deepEqual(await readBearerChallenge(value), { realm: String.raw`a"b\c` });
});

test('RFC 6750, 3: quotes and backslashes of the other parameters become question marks', () => {
  const text = String.raw`a"b\c`;
  assert.equal(
    writeChallenge('Bearer', { error: text, error_description: text, scope: text }),
    'Bearer error="a?b?c", error_description="a?b?c", scope="a?b?c"',
  );
});

test('RFC 9110, 5.5: text cannot end the header, a parameter or the challenge', async () => {
  const text = 'x", error="none\r\nSet-Cookie: a=b\r\n\r\n';
  const value = writeChallenge('Bearer', { realm: text, error: 'invalid_token', scope: text });
  assert.match(value, /^[\x20-\x7e]*$/);
  assert.deepEqual(await readBearerChallenge(value), {
    realm: 'x", error="none??Set-Cookie: a=b????',
    error: 'invalid_token',
    scope: 'x?, error=?none??Set-Cookie: a=b????',
  });
});

test('RFC 6750, 3: what is not printable ASCII becomes a question mark', () => {
  assert.equal(writeChallenge('Bearer', { scope: 'caf\u00e9\t\u007f' }), 'Bearer scope="caf???"');
});

test('RFC 9110, 11.6.1: an independent client reads from any challenge what went in', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const parameters = fc.record(
    { realm: text, error: text, error_description: text, scope: text },
    { requiredKeys: [] },
  );
  const property = fc.asyncProperty(parameters, async (written) => {
    const expected = Object.entries(written).map(([name, value]) => {
      const printable = value.replaceAll(/[^\x20-\x7e]/g, '?');
      return [name, name === 'realm' ? printable : printable.replaceAll(/["\\]/g, '?')] as const;
    });
    assert.deepEqual(
      { ...(await readBearerChallenge(writeChallenge('Bearer', written))) },
      Object.fromEntries(expected),
    );
  });
  await fc.assert(property, { numRuns: 300 });
});
