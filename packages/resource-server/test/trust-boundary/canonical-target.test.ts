import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isCanonicalTarget } from '../../src/trust-boundary/canonical-target.ts';

test('RFC 9112, 3.2.1: plain targets are canonical', () => {
  for (const target of [
    '/',
    '/api/time',
    '/api/time/',
    '/a.b/..c/d../...',
    "/-._~!$&'()*+,=:@",
    '/caf%C3%A9/%20/%22',
    '/caf%c3%a9',
    '/100%25',
    '/100%25/',
    '/?',
    '/api?a=1&b=../../;//%2e%2f\\',
    '/api?https://other.example/',
  ]) {
    assert.ok(isCanonicalTarget(target), target);
  }
});

test('a path that has two readings is not canonical', () => {
  const cases = {
    'dot segments': ['/.', '/..', '/./a', '/../a', '/a/.', '/a/..', '/a/../b', '/a/./b?c'],
    'escaped dots': ['/%2e', '/%2E%2e/a', '/.%2e/a', '/a%2Eb'],
    'escaped slashes': ['/a%2fb', '/a%2Fb', '/%2f'],
    backslashes: ['/a\\b', '/\\other.example', '/a%5cb', '/a%5Cb'],
    'path parameters': ['/a;b', '/a;b=c/d', '/;/a', '/a%3bb', '/a%3Bb'],
    'empty segments': ['//', '//a', '/a//b', '/a//', '//other.example/a'],
    'escapes of characters that need none': ['/%61dmin', '/%41', '/%7euser', '/%2d', '/%5f', '/%30', '/%6F'],
    'escapes of escapes': ['/%252e%252e/a', '/%252Fa', '/a%25%32%65', '/%25ab'],
    'control characters': ['/a%00', '/a%0d%0aX:b', '/a%1F', '/a%7f', '/a\u0000', '/a\tb', '/a\nb', '/\u007f'],
    'broken escapes': ['/%', '/%2', '/%zz', '/a%', '/%u002e'],
    'octets that UTF-8 does not know': ['/%c0%ae', '/%C1%81', '/%ff', '/%F5'],
    'characters that a URI does not have': [
      '/a b',
      '/a"b',
      '/a<b>',
      '/{a}',
      '/a|b',
      '/a^b',
      '/`',
      '/caf\u00e9',
      '/[a]',
    ],
  };
  for (const [name, targets] of Object.entries(cases)) {
    for (const target of targets) assert.ok(!isCanonicalTarget(target), `${name}: ${JSON.stringify(target)}`);
  }
});

test('RFC 9112, 3.2: targets in other forms, with a fragment, or of other characters are not canonical', () => {
  for (const target of [
    '',
    '*',
    'api',
    '?a',
    'https://api.example.com/api',
    'http://api.example.com',
    'api.example.com:443',
    '@other.example/',
    '/a#b',
    '/a?b#c',
    '/a?b c',
    '/a?\u0000',
    '/a?\u00e9',
  ]) {
    assert.ok(!isCanonicalTarget(target), JSON.stringify(target));
  }
});

test('RFC 3986, 5.2.4 and 6.2.2: normalisation and decoding leave a canonical path with the same segments', () => {
  const piece = fc.constantFrom(
    '/',
    '.',
    '..',
    '%2e',
    '%2F',
    '%C3%A9',
    '%25',
    '%20',
    ';',
    '\\',
    'a',
    '~',
    '%7e',
    '%5c',
  );
  const target = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);
  const property = fc.property(target, (target) => {
    if (!isCanonicalTarget(target)) return;
    assert.equal(new URL(`https://h${target}`).pathname, target);
    const decoded = decodeURIComponent(target);
    assert.equal(decoded.split('/').length, target.split('/').length);
    assert.doesNotMatch(decoded, /\/\.{1,2}(?:\/|$)|[;\\]|\/\//);
  });
  fc.assert(property, { numRuns: 1000 });
});
