import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseJsonObject } from '../../src/authlete/json-object.ts';
import { readRetryAfter } from '../../src/authlete/retry-after.ts';

const parse = (text: string) => parseJsonObject(Buffer.from(text));

describe('a JSON object', () => {
  test('keeps the digits of integers that a number cannot hold, and only of these', () => {
    assert.deepEqual(
      parse(
        '{"a":9007199254740993,"b":[-9223372036854775808],"c":9007199254740991,"d":0.1234567890123456,"e":1e300}',
      ),
      {
        a: '9007199254740993',
        b: ['-9223372036854775808'],
        c: 9007199254740991,
        d: 0.1234567890123456,
        e: 1e300,
      },
    );
    assert.deepEqual(parse('{"a":"1234567890123456789"}'), { a: '1234567890123456789' });
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
