import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFormContentType } from '../../src/adapters/form-content-type.ts';

test('RFC 9110, 8.3.1: a form, in any case and with any parameters', () => {
  for (const type of ['', '; charset=UTF-8', ';charset="utf-8"', ' ;a=b;c=d', ';']) {
    assert.ok(isFormContentType(`application/x-www-form-urlencoded${type}`));
    assert.ok(isFormContentType(` Application/X-WWW-FORM-urlencoded${type} `));
  }
});

test('RFC 9110, 8.3.1: what is not a form', () => {
  const types = [
    undefined,
    null,
    '',
    ';',
    'multipart/form-data; boundary=x',
    'application/json',
    'application/x-www-form-urlencodedx',
    'text/plain; a=application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded, text/plain',
    'application/x-www-form-urlencoded\u00a0',
  ];
  for (const type of types) assert.ok(!isFormContentType(type), String(type));
});
