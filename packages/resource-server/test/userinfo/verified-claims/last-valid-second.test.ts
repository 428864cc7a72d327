import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lastValidSecond } from '../../../src/userinfo/verified-claims/last-valid-second.ts';

suite('OpenID Connect for Identity Assurance 1.0, 5.5.2: the last valid second', () => {
  for (const [value, expected] of [
    ['2021-06-06T05:32:10Z', '2021-06-06T05:32:10Z'],
    ['2021-06-06T05:32Z', '2021-06-06T05:32:59Z'],
    ['2021-06-06t05:32:10z', '2021-06-06T05:32:10Z'],
    ['2021-06-06T05:32:10.999Z', '2021-06-06T05:32:10Z'],
    ['2021-06-06T05:32:10,5Z', '2021-06-06T05:32:10Z'],
    ['2021-06-06T05:32:10+09:00', '2021-06-05T20:32:10Z'],
    ['2021-06-06T05:32+0900', '2021-06-05T20:32:59Z'],
    ['2021-06-06T05:32-08', '2021-06-06T13:32:59Z'],
    ['2021-06-06T05:32-03:30', '2021-06-06T09:02:59Z'],
    ['2021-06-06T05:32:10', '2021-06-06T05:32:10Z'],
    ['2021-06-06T05:32', '2021-06-06T05:32:59Z'],
    ['2021-06-06', '2021-06-06T23:59:59Z'],
    ['2020-02-29', '2020-02-29T23:59:59Z'],
    ['2021', '2021-12-31T23:59:59Z'],
    ['0099', '0099-12-31T23:59:59Z'],
    [1_622_957_530, '2021-06-06T05:32:10Z'],
  ] as const) {
    test(`of ${JSON.stringify(value)} is ${expected}`, () => {
      assert.equal(lastValidSecond(value), Date.parse(expected));
    });
  }

  for (const value of [
    '',
    'yesterday',
    '2021-06',
    '2021-6-6',
    '2021-13-01',
    '2021-02-29',
    '2021-04-31',
    '2021-06-06T24:01Z',
    '2021-06-06T05:60Z',
    '2021-06-06T05:32:61Z',
    '2021-06-06T05Z',
    '2021-06-06T05:32+24:00',
    '2021-06-06T05:32+09:60',
    '2021-06-06 05:32Z',
    ' 2021-06-06',
    '2021-06-06\n',
    '0000-06-06',
    '0000',
    '20210606',
    '+02021-06-06',
    true,
    null,
    undefined,
    ['2021-06-06'],
    {},
  ]) {
    test(`there is none of ${JSON.stringify(value)}`, () => {
      assert.equal(lastValidSecond(value), undefined);
    });
  }
});
