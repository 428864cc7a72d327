import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findJsonFault } from '../../src/cli/json-fault.ts';

describe('RFC 8259: a text that is not JSON', () => {
  for (const [text, line, column] of [
    ['', 1, 1],
    ['   \n ', 2, 2],
    ['{"a": tru}', 1, 7],
    ['{"a" 1}', 1, 6],
    ['{\n  "a": 1,\n}', 3, 1],
    ['[1, 2 3]', 1, 7],
    ['[1, 2,]', 1, 7],
    ['[1,\n  2', 2, 4],
    ['{"a": "x\ny"}', 1, 7],
    ['{"a": "\\x"}', 1, 7],
    ['{"a": "\\u12g4"}', 1, 7],
    ["{'a': 1}", 1, 2],
    ['{a: 1}', 1, 2],
    ['{"a": 01}', 1, 8],
    ['{"a": .5}', 1, 7],
    ['{"a": NaN}', 1, 7],
    ['{"a": 1}}', 1, 9],
    ['{"a": 1} // comment', 1, 10],
    ['\r\n{"a": 1,\r\n"b": -}', 3, 6],
    ['\uFEFF{}', 1, 1],
  ] as const) {
    it(`ceases to be at line ${line}, column ${column} of ${JSON.stringify(text)}`, () => {
      assert.throws(() => JSON.parse(text), SyntaxError);
      assert.deepEqual(findJsonFault(text), { line, column });
    });
  }

  it('is not found where there is none', () => {
    for (const text of [
      'null',
      ' [ ] ',
      '{ }',
      '{"a":[1,-0.5e+10,2E5,true,false,null,{"":"\\u00e9\\n\\\\\\""}]}\n',
      '"\u007f\u2028😀"',
      `"${'x'.repeat(1_000_000)}"`,
    ]) {
      JSON.parse(text);
      assert.equal(findJsonFault(text), undefined, text.slice(0, 50));
    }
  });

  it('costs no stack, however deep it is', () => {
    assert.deepEqual(findJsonFault('['.repeat(1_000_000)), { line: 1, column: 501 });
  });
});
