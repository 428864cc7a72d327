import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readComponentValue } from '../../src/message-signatures/component-value.ts';
import { parseComponent } from '../../src/message-signatures/covered-component.ts';
import type { HttpExchange, RequestMessage } from '../../src/message-signatures/http-message.ts';
import { type Fields, headers } from './messages.ts';

function valueOf(identifier: string, exchange: HttpExchange): string | undefined {
  const component = parseComponent(identifier);
  assert.ok(component, `${identifier} is not read`);
  assert.equal(component.text, identifier);
  return readComponentValue(component, exchange);
}

function requestWith(fields: Fields, targetUri = 'https://www.example.com/path?param=value'): RequestMessage {
  return { method: 'POST', targetUri, header: headers(fields) };
}

interface Row {
  readonly section: string;
  readonly identifier: string;
  readonly fields?: Fields;
  readonly targetUri?: string;
  readonly value: string | undefined;
}

const DICTIONARY: Fields = { 'example-dict': '  a=1, b=2;x=1;y=2, c=(a   b    c), d' };

const ROWS: readonly Row[] = [
  {
    section: '2.1',
    identifier: '"x-ows"',
    fields: { 'x-ows': '  Leading and trailing.\t ' },
    value: 'Leading and trailing.',
  },
  {
    section: '2.1',
    identifier: '"x-fold"',
    fields: { 'x-fold': 'Obsolete \r\n    line folding.' },
    value: 'Obsolete line folding.',
  },
  {
    section: '2.1',
    identifier: '"cache-control"',
    fields: { 'cache-control': ['max-age=60', '   must-revalidate'] },
    value: 'max-age=60, must-revalidate',
  },
  {
    section: '2.1',
    identifier: '"example-dict"',
    fields: { 'example-dict': ' a=1,    b=2;x=1;y=2,   c=(a   b   c)' },
    value: 'a=1,    b=2;x=1;y=2,   c=(a   b   c)',
  },
  { section: '2.1', identifier: '"x-empty"', fields: { 'x-empty': '' }, value: '' },
  { section: '2.1', identifier: '"x-missing"', value: undefined },
  { section: '2.1', identifier: '"x-missing"', fields: { 'x-missing': [] }, value: undefined },
  { section: '2.5', identifier: '"x-forged"', fields: { 'x-forged': 'a\n"@method": GET' }, value: undefined },
  {
    section: '2.5',
    identifier: '"x-forged"',
    fields: { 'x-forged': 'a\r\n"@method": GET' },
    value: undefined,
  },
  { section: '2.5', identifier: '"x-latin"', fields: { 'x-latin': 'caf\u00E9' }, value: undefined },
  { section: '2.1.1', identifier: '"priority";sf', fields: { priority: 'u=1,   i' }, value: 'u=1, i' },
  {
    section: '2.1.1',
    identifier: '"cache-status";sf',
    fields: { 'cache-status': ['A; hit', 'B;fwd=miss'] },
    value: 'A;hit, B;fwd=miss',
  },
  {
    section: '2.1.1',
    identifier: '"client-cert";sf',
    fields: { 'client-cert': ' :AAEC: ' },
    value: ':AAEC:',
  },
  { section: '2.1.1', identifier: '"priority";sf', fields: { priority: 'u=' }, value: undefined },
  { section: '2.1.1', identifier: '"client-cert";sf', fields: { 'client-cert': ':AAEC' }, value: undefined },
  { section: '2.1.1', identifier: '"cache-status";sf', fields: { 'cache-status': 'A,' }, value: undefined },
  { section: '2.1.1', identifier: '"x-unknown";sf', fields: { 'x-unknown': 'a=1' }, value: undefined },
  { section: '2.1.2', identifier: '"example-dict";key="a"', fields: DICTIONARY, value: '1' },
  { section: '2.1.2', identifier: '"example-dict";key="d"', fields: DICTIONARY, value: '?1' },
  { section: '2.1.2', identifier: '"example-dict";key="b"', fields: DICTIONARY, value: '2;x=1;y=2' },
  { section: '2.1.2', identifier: '"example-dict";key="c"', fields: DICTIONARY, value: '(a b c)' },
  { section: '2.1.2', identifier: '"example-dict";key="e"', fields: DICTIONARY, value: undefined },
  {
    section: '2.1.2',
    identifier: '"example-dict";key="a"',
    fields: { 'example-dict': 'a=' },
    value: undefined,
  },
  {
    section: '2.1.3',
    identifier: '"example-header";bs',
    fields: { 'example-header': ['value, with, lots', 'of, commas'] },
    value: ':dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:',
  },
  {
    section: '2.1.3',
    identifier: '"example-header";bs',
    fields: { 'example-header': 'value, with, lots, of, commas' },
    value: ':dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:',
  },
  { section: '2.1.3', identifier: '"x-latin";bs', fields: { 'x-latin': ' \u00E9 ' }, value: ':6Q==:' },
  { section: '2.1.3', identifier: '"x-empty";bs', fields: { 'x-empty': '' }, value: '::' },
  { section: '2.2.1', identifier: '"@method"', value: 'POST' },
  { section: '2.2.2', identifier: '"@target-uri"', value: 'https://www.example.com/path?param=value' },
  { section: '2.2.3', identifier: '"@authority"', value: 'www.example.com' },
  {
    section: '2.2.3',
    identifier: '"@authority"',
    targetUri: 'HTTPS://WWW.Example.com:443',
    value: 'www.example.com',
  },
  { section: '2.2.3', identifier: '"@authority"', targetUri: 'http://[::1]:8001/', value: '[::1]:8001' },
  { section: '2.2.4', identifier: '"@scheme"', targetUri: 'HTTP://a/', value: 'http' },
  { section: '2.2.5', identifier: '"@request-target"', value: '/path?param=value' },
  { section: '2.2.5', identifier: '"@request-target"', targetUri: 'https://a', value: '/' },
  { section: '2.2.6', identifier: '"@path"', value: '/path' },
  { section: '2.2.6', identifier: '"@path"', targetUri: 'https://a?b', value: '/' },
  {
    section: '2.2.7',
    identifier: '"@query"',
    targetUri: 'https://a/path?param=value&foo=bar&baz=bat%2Dman',
    value: '?param=value&foo=bar&baz=bat%2Dman',
  },
  {
    section: '2.2.7',
    identifier: '"@query"',
    targetUri: 'https://a/path?queryString',
    value: '?queryString',
  },
  { section: '2.2.7', identifier: '"@query"', targetUri: 'https://a/path', value: '?' },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="baz"',
    targetUri: 'https://a/path?param=value&baz=batman&qux=',
    value: 'batman',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="qux"',
    targetUri: 'https://a/path?param=value&baz=batman&qux=',
    value: '',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="var"',
    targetUri: 'https://a/parameters?var=this%20is%20a%20big%0Amultiline%20value',
    value: 'this%20is%20a%20big%0Amultiline%20value',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="bar"',
    targetUri: 'https://a/parameters?bar=with+plus+whitespace',
    value: 'with%20plus%20whitespace',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="fa%C3%A7ade%22%3A%20"',
    targetUri: 'https://a/parameters?fa%C3%A7ade%22%3A%20=something',
    value: 'something',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="a"',
    targetUri: 'https://a/?a=%21%27%28%29%7E*-._',
    value: '%21%27%28%29%7E*-._',
  },
  {
    section: '2.2.8',
    identifier: '"@query-param";name="a"',
    targetUri: 'https://a/?a=1&a=2',
    value: undefined,
  },
  { section: '2.2.8', identifier: '"@query-param";name="b"', targetUri: 'https://a/?a=1', value: undefined },
  { section: '2.2.9', identifier: '"@status"', value: undefined },
  { section: '2.4', identifier: '"@method";req', value: undefined },
];

suite('RFC 9421, section 2: the value of a component of a request', () => {
  for (const { section, identifier, fields = {}, targetUri, value } of ROWS) {
    const shown = value === undefined ? 'cannot be covered' : `is ${JSON.stringify(value)}`;
    const where = JSON.stringify(targetUri ?? fields);
    test(`§${section}: ${identifier} ${shown}, given ${where}`, () => {
      assert.equal(valueOf(identifier, { request: requestWith(fields, targetUri) }), value);
    });
  }

  for (const targetUri of [
    '/path',
    'ftp://a/',
    'https://',
    'https://u@a/',
    'https://a/#b',
    'https://a/ b',
    'https://a/é',
  ]) {
    test(`§2.2.2: nothing is derived from the target ${targetUri}`, () => {
      for (const name of ['target-uri', 'authority', 'scheme', 'request-target', 'path', 'query']) {
        assert.equal(valueOf(`"@${name}"`, { request: requestWith({}, targetUri) }), undefined);
      }
    });
  }

  test('§2.2.1: a method with a line break is not covered', () => {
    const request = { ...requestWith({}), method: 'GET\n"@path": /' };
    assert.equal(valueOf('"@method"', { request }), undefined);
  });
});

suite('RFC 9421, section 2.4: the value of a component of a response', () => {
  const request = requestWith({ etag: 'of the request' });
  const response = { status: 503, header: headers({ etag: 'of the response' }) };

  test('fields are those of the response, or with req those of the request', () => {
    assert.equal(valueOf('"etag"', { request, response }), 'of the response');
    assert.equal(valueOf('"etag";req', { request, response }), 'of the request');
  });

  test('the status is derived from the response alone, all others from the request alone', () => {
    assert.equal(valueOf('"@status"', { request, response }), '503');
    assert.equal(valueOf('"@status";req', { request, response }), undefined);
    assert.equal(valueOf('"@method"', { request, response }), undefined);
    assert.equal(valueOf('"@method";req', { request, response }), 'POST');
  });

  test('without the request, nothing of it can be covered', () => {
    assert.equal(valueOf('"@method";req', { response }), undefined);
    assert.equal(valueOf('"etag";req', { response }), undefined);
  });

  test('a status that is not of three digits is not covered', () => {
    for (const status of [0, 99, 1000, 200.5, Number.NaN]) {
      assert.equal(valueOf('"@status"', { response: { ...response, status } }), undefined);
    }
  });
});

suite('RFC 9421, section 2: what is no component identifier, or none that is supported', () => {
  for (const text of [
    '',
    'etag',
    '"ETag"',
    '""',
    '"a b"',
    '"@signature-params"',
    '"@unknown"',
    '"etag";tr',
    '"etag";tr;req',
    '"etag";unknown',
    '"etag";req=1',
    '"etag";req=?0',
    '"etag";sf=1',
    '"etag";bs;sf',
    '"etag";bs;key="a"',
    '"etag";key',
    '"etag";key=a',
    '"etag";name="a"',
    '"@method";sf',
    '"@method";key="a"',
    '"@query-param"',
    '"@query-param";name=a',
    '"@path";name="a"',
    '"etag" ;req',
    '"etag", "date"',
  ]) {
    test(JSON.stringify(text), () => assert.equal(parseComponent(text), undefined));
  }

  test('the order of parameters does not make another component', () => {
    const one = parseComponent('"signature";req;key="a"');
    const other = parseComponent('"signature";key="a";req');
    assert.notEqual(one?.text, other?.text);
    assert.equal(one?.identity, other?.identity);
  });
});
