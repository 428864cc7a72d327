import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { normalizeTargetUri } from '../../../src/binding/dpop/target-uri.ts';

suite('RFC 3986 §6.2: normalisation of the target', () => {
  const rows: readonly (readonly [section: string, uri: string, normal: string])[] = [
    [
      '§6.2.2 (its example, with a scheme of the web)',
      'HTTPS://a/./b/../b/%63/%7bfoo%7d',
      'https://a/b/c/%7Bfoo%7D',
    ],
    ['§6.2.2.1', 'HTTP://www.EXAMPLE.com/', 'http://www.example.com/'],
    ['§6.2.2.1', 'http://a/%3a', 'http://a/%3A'],
    ['§6.2.2.1', 'https://[2001:DB8::7]/c', 'https://[2001:db8::7]/c'],
    ['§6.2.2.2', 'http://a/%7Euser/%2D%2E%5F%41%7a%30', 'http://a/~user/-._Az0'],
    ['§6.2.2.2', 'http://%45xample.com/', 'http://example.com/'],
    ['§6.2.2.2: reserved characters stay encoded', 'http://a/%2f%3f%23%2B', 'http://a/%2F%3F%23%2B'],
    ['§6.2.2.2: not decoded twice', 'http://a/%2541', 'http://a/%2541'],
    ['§6.2.2.3', 'http://a/b/c/./../../g', 'http://a/g'],
    ['§6.2.2.3: encoded dots are dots', 'http://a/b/%2e%2E/g', 'http://a/g'],
    ['§5.2.4', 'http://a/b/c/.', 'http://a/b/c/'],
    ['§5.2.4', 'http://a/b/c/..', 'http://a/b/'],
    ['§5.4.2', 'http://a/../../../g', 'http://a/g'],
    ['§5.4.2', 'http://a/b/c/g.', 'http://a/b/c/g.'],
    ['§5.4.2', 'http://a/b/c/..g/...', 'http://a/b/c/..g/...'],
    ['§5.4.2', 'http://a/b/c/g;x=1/../y', 'http://a/b/c/y'],
    ['§6.2.3: all four', 'http://example.com', 'http://example.com/'],
    ['§6.2.3: all four', 'http://example.com/', 'http://example.com/'],
    ['§6.2.3: all four', 'http://example.com:/', 'http://example.com/'],
    ['§6.2.3: all four', 'http://example.com:80/', 'http://example.com/'],
    ['§6.2.3', 'https://example.com:443?x', 'https://example.com/'],
    ['§6.2.3: the default of the other scheme', 'https://example.com:80/', 'https://example.com:80/'],
    ['§6.2.3', 'https://example.com:8443/', 'https://example.com:8443/'],
    ['RFC 9449 §4.3: without query and fragment', 'http://a/b?c=http://d/../e#f?g', 'http://a/b'],
    ['RFC 9449 §4.3: a fragment may hold a question mark', 'http://a/b#c?d', 'http://a/b'],
    ['the case of the path counts', 'http://a/B', 'http://a/B'],
    ['repeated slashes count', 'http://a//b//', 'http://a//b//'],
    ['what browsers leave in a path', "http://a/b|c^d[e]{f}'`", "http://a/b|c^d[e]{f}'`"],
  ];
  for (const [sentence, uri, normal] of rows) {
    test(`${sentence}: ${uri}`, () => {
      assert.equal(normalizeTargetUri(uri), normal);
    });
  }

  for (const uri of [
    '',
    '/',
    'http:',
    'http://',
    'http:///a',
    'http:/a/b',
    '//a/b',
    'a/b',
    'ftp://a/b',
    'javascript:alert(1)',
    ' http://a/',
    'http://a/ ',
    'http://a/\n',
    'http://a\n/',
    'http://a/\u0000',
    'http://ä/',
    'http://a/ä',
    'http://a b/',
    'http://user@a/',
    'http://user:password@a/',
    'http://a:b/',
    'http://a:80:80/',
    'http://[::1/',
    'http://::1/',
    'http://[a]b/',
    'http://a\\b/',
    'http://a/%',
    'http://a/%4',
    'http://a/%zz',
    'http://%zz/',
    'http://a/%u0041',
  ]) {
    test(`${JSON.stringify(uri)} is refused`, () => {
      assert.equal(normalizeTargetUri(uri), undefined);
    });
  }

  test('what is normal stays as it is', () => {
    const character = fc.constantFrom(
      'a',
      'Z',
      '.',
      '/',
      '%2e',
      '%2F',
      '%41',
      '%7e',
      '?',
      '#',
      ':',
      '-',
      ';',
    );
    const path = fc.array(character, { maxLength: 30 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(path, (path) => {
        const normal = normalizeTargetUri(`https://a/${path}`);
        assert.ok(normal !== undefined);
        assert.equal(normalizeTargetUri(normal), normal);
      }),
    );
  });

  test('a long address takes no more than linear time', () => {
    const started = process.cpuUsage().user;
    for (const piece of ['%41', '/.', '/..', 'a', '%', '/', ':', '.']) {
      normalizeTargetUri(`http://${piece.repeat(100_000)}`);
      normalizeTargetUri(`http://a/${piece.repeat(100_000)}`);
    }
    assert.ok(process.cpuUsage().user - started < 2_000_000);
  });
});
