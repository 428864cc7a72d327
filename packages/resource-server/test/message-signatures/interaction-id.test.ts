import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { HeaderLines } from '../../src/resource-request.ts';
import { readInteractionId } from '../../src/message-signatures/interaction-id.ts';
import { headers } from './messages.ts';

function read(lines: HeaderLines): ReturnType<typeof readInteractionId> {
  return readInteractionId({ header: headers({ 'x-fapi-interaction-id': lines }) });
}

suite('x-fapi-interaction-id', () => {
  for (const id of [
    '93bac548-d2de-4546-b106-880a5018460d',
    '93BAC548-D2DE-4546-B106-880A5018460D',
    '01932c07-209d-7000-8000-000000000000',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ]) {
    test(`RFC 9562, section 4: ${id} is given back as it is`, () => assert.deepEqual(read(id), { id }));
  }

  test('where the client sent none, each request gets a new one', () => {
    const made = [read(undefined), read(undefined)].map((result) => {
      assert.ok(result !== 'malformed');
      assert.deepEqual(read(result.id), result);
      return result.id;
    });
    assert.notEqual(made[0], made[1]);
  });

  for (const lines of [
    '',
    'abc',
    '93bac548d2de4546b106880a5018460d',
    '{93bac548-d2de-4546-b106-880a5018460d}',
    'urn:uuid:93bac548-d2de-4546-b106-880a5018460d',
    '93bac548-d2de-4546-b106-880a5018460',
    '93bac548-d2de-4546-b106-880a5018460d0',
    '93bac548-d2de-4546-b106-880a5018460g',
    '93bac548-d2de-4546-b106-880a5018460d\n',
    '93bac548-d2de-4546-b106-880a5018460d\r\nSet-Cookie: a=b',
    '93bac548-d2de-4546-b106-880a5018460d, 93bac548-d2de-4546-b106-880a5018460d',
    ['93bac548-d2de-4546-b106-880a5018460d', '93bac548-d2de-4546-b106-880a5018460d'],
  ]) {
    test(`${JSON.stringify(lines)} is malformed`, () => assert.equal(read(lines), 'malformed'));
  }
});
