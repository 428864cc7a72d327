import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJsonObject } from '../../src/authlete/json-object.ts';
import { readRetryAfter } from '../../src/authlete/retry-after.ts';

const parse = (text: string) => parseJsonObject(Buffer.from(text));

describe('a JSON object', () => {
  test('keeps the digits of a clientId that a number cannot hold, and changes nothing else', () => {
    const others = '"expiresAt":1795491267000,"a":0.1234567890123456,"b":[1e300]';
    assert.deepEqual(parse(`{"clientId":9223372036854775807,${others}}`), {
      clientId: '9223372036854775807',
      expiresAt: 1_795_491_267_000,
      a: 0.1234567890123456,
      b: [1e300],
    });
    for (const clientId of [9_007_199_254_740_991, 0, 0.1234567890123456, 1e300, '1234567890123456789']) {
      assert.deepEqual(parse(JSON.stringify({ clientId })), { clientId });
    }
  });

  test('is nothing else', () => {
    for (const text of [
      '',
      'null',
      '1',
      '"{}"',
      '[{}]',
      '{',
      '{}{}',
      "{'a':1}",
      '{"a":NaN}',
      '\uFEFF\uFEFF{}',
    ]) {
      assert.equal(parse(text), undefined, text);
    }
    assert.equal(parseJsonObject(Buffer.from([0x7b, 0xc0, 0x80, 0x7d])), undefined);
  });
});

describe('Retry-After (RFC 9110, section 10.2.3)', () => {
  const now = Date.parse('2026-11-24T00:00:00Z');

  test('is read as seconds or as a date, up to an hour', () => {
    assert.equal(readRetryAfter('0', now), 0);
    assert.equal(readRetryAfter('3600', now), 3600);
    assert.equal(readRetryAfter('Tue, 24 Nov 2026 00:01:30 GMT', now), 90);
    assert.equal(readRetryAfter('Mon, 23 Nov 2026 23:00:00 GMT', now), 0);
  });

  test('is ignored where it is absent, repeated, malformed or longer', () => {
    const values = [
      '',
      '-1',
      '1.5',
      '3601',
      '99999999999',
      'soon',
      '10, 20',
      'Tue, 99 Xxx 2026 00:01:30 GMT',
    ];
    for (const value of [undefined, ['1', '2'], 'Tue, 24 Nov 2026 01:00:01 GMT', ...values]) {
      assert.equal(readRetryAfter(value, now), undefined, String(value));
    }
  });
});
