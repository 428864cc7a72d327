import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseForwarded } from '../../src/trust-boundary/forwarded.ts';

function parse(value: string): readonly Record<string, string>[] | undefined {
  return parseForwarded(value)?.map((element) => Object.fromEntries(element));
}

test('RFC 7239, 4: the examples', () => {
  assert.deepEqual(parse('for="_gazonk"'), [{ for: '_gazonk' }]);
  assert.deepEqual(parse('For="[2001:db8:cafe::17]:4711"'), [{ for: '[2001:db8:cafe::17]:4711' }]);
  assert.deepEqual(parse('for=192.0.2.60;proto=http;by=203.0.113.43'), [
    { for: '192.0.2.60', proto: 'http', by: '203.0.113.43' },
  ]);
  assert.deepEqual(parse('for=192.0.2.43, for=198.51.100.17'), [
    { for: '192.0.2.43' },
    { for: '198.51.100.17' },
  ]);
});

test('RFC 7239, 7.1: an element that is added, with and without a blank', () => {
  const expected = [{ for: '192.0.2.43' }, { for: '[2001:db8:cafe::17]' }, { for: 'unknown' }];
  assert.deepEqual(parse('for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown'), expected);
  assert.deepEqual(parse('for=192.0.2.43, for="[2001:db8:cafe::17]", for=unknown'), expected);
});

test('RFC 7239, 7.4: the example with all parameters', () => {
  assert.deepEqual(parse('for=_hidden, for=_SEVKISEK'), [{ for: '_hidden' }, { for: '_SEVKISEK' }]);
  assert.deepEqual(parse('for=192.0.2.43;by=_proxy;host="example.com:8080";proto=https;secret="a,b;c"'), [
    { for: '192.0.2.43', by: '_proxy', host: 'example.com:8080', proto: 'https', secret: 'a,b;c' },
  ]);
});

test('RFC 9110, 5.6.4: escaped characters of a quoted string', () => {
  assert.deepEqual(parse(String.raw`for="_a\"b\\c"`), [{ for: String.raw`_a"b\c` }]);
});

test('RFC 9110, 5.6.1: empty elements and pairs are passed over', () => {
  assert.deepEqual(parse(''), []);
  assert.deepEqual(parse(' , ;, '), []);
  assert.deepEqual(parse(',for=_a,,;for=_b; ,'), [{ for: '_a' }, { for: '_b' }]);
});

test('RFC 7239, 4: what does not follow the grammar is not read in part', () => {
  for (const value of [
    'for',
    'for=',
    '=a',
    'for=a b',
    'for=a b=c',
    'for = a',
    'for=[2001:db8::1]',
    'for=192.0.2.1:80',
    'for="a',
    'for="a"b',
    'for="a\\"',
    'for=_a;for=_b',
    'for=_a;FOR=_b',
    'for="_a, for=192.0.2.1',
    'for=_a\u0000',
    'f\u00f6r=a',
  ]) {
    assert.equal(parse(value), undefined, value);
  }
});

test('what a sender writes by the grammar is read as it was meant', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,8}$/);
  const text = fc.stringMatching(/^[\t\x20-\x7e]{0,12}$/);
  const element = fc.uniqueArray(
    fc.tuple(
      token.map((name) => name.toLowerCase()),
      text,
    ),
    {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 4,
    },
  );
  const property = fc.property(fc.array(element, { maxLength: 4 }), (elements) => {
    const written = elements
      .map((pairs) =>
        pairs.map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join('; '),
      )
      .join(', ');
    assert.deepEqual(
      parseForwarded(written)?.map((read) => [...read]),
      elements,
    );
  });
  fc.assert(property, { numRuns: 300 });
});

test('a value of many repeated characters is read in linear time', { timeout: 5000 }, () => {
  for (const unit of [' ', ',', ';', '"', '\\', 'a', 'a=b;', 'a=b ', 'for="']) {
    const value = unit.repeat(200_000 / unit.length);
    parseForwarded(value);
    parseForwarded(`for="${value}`);
    parseForwarded(`for=a${value}`);
  }
});
