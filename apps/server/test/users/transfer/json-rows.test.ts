import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImportRow } from '../../../src/users/transfer/imported-user.ts';
import { readJsonRows } from '../../../src/users/transfer/json-rows.ts';
import { inChunks, readAll } from './chunks.ts';

const read = (text: string | Buffer, size = 7): Promise<ImportRow[]> =>
  readAll(readJsonRows(inChunks(text, size)));

/** What is known of each row: its line, and the username or the problem. */
async function outline(text: string, size?: number): Promise<string[]> {
  return (await read(text, size)).map(({ position, user }) => {
    return `${position}: ${'problem' in user ? user.problem : user.username}`;
  });
}

describe('users in JSON', () => {
  const user = {
    subject: '1',
    username: 'john',
    active: false,
    passwordHash: 'hash',
    claims: {
      name: 'J',
      'name#ja': '"[,]\\',
      address: { country: 'UK' },
      removed: null,
      nested: [{ a: [] }],
    },
    createdAt: '2026-11-23T14:45:02.000Z',
    updatedAt: '2026-11-23T16:45:02.5+02:00',
    hasPassword: true,
  };
  const expected = {
    subject: '1',
    username: 'john',
    active: false,
    password: undefined,
    passwordHash: 'hash',
    claims: { ...user.claims, removed: undefined },
    createdAt: Date.UTC(2026, 10, 23, 14, 45, 2),
    updatedAt: Date.UTC(2026, 10, 23, 14, 45, 2, 500),
  };

  it('are read from an array, in whatever pieces it comes', async () => {
    for (const text of [
      JSON.stringify([user]),
      JSON.stringify([user], undefined, 2),
      `\uFEFF\n [${JSON.stringify(user)}\n]\n`,
    ]) {
      for (const size of [1, 2, 5, 1000]) {
        assert.deepEqual(
          (await read(text, size)).map((row) => row.user),
          [expected],
        );
      }
    }
  });

  it('are read from lines, in whatever pieces they come', async () => {
    const text = `${JSON.stringify(user)}\r\n\n${JSON.stringify({ username: 'jane' })}`;
    for (const size of [1, 3, 1000]) {
      assert.deepEqual(await outline(text, size), ['line 1: john', 'line 3: jane']);
    }
  });

  it('have the line that they begin in', async () => {
    const text = '\n[\n  {\n    "username": "a" },\n\n  { "username": "b\\n" }, { "username": "c" },\n5\n]';
    assert.deepEqual(await outline(text), [
      'line 3: a',
      'line 6: b\n',
      'line 6: c',
      'line 7: A user must be a JSON object.',
    ]);
  });

  it('are none in an empty array and an empty file', async () => {
    for (const text of ['', ' \n', '[]', ' [ \n ] ']) assert.deepEqual(await read(text), []);
  });

  it('that are broken are told by line, and the others read', async () => {
    assert.deepEqual(await outline('{"username":"a"}\n{"password": "hunter2",}\nnull\n{"username":"b"}'), [
      'line 1: a',
      'line 2: This is not JSON.',
      'line 3: A user must be a JSON object.',
      'line 4: b',
    ]);
    assert.deepEqual(await outline('[{"username":"a"},\n{"password": hunter2},\n,{"username":"b"}\n,]'), [
      'line 1: a',
      'line 2: This is not JSON.',
      'line 3: This is not JSON.',
      'line 3: b',
      'line 4: This is not JSON.',
    ]);
  });

  for (const [member, problem] of [
    ['"subject":1', 'subject must be a text.'],
    ['"username":["a"]', 'username must be a text.'],
    ['"password":5', 'password must be a text.'],
    ['"password_hash":{}', 'password_hash must be a text.'],
    ['"active":"yes"', 'active must be true or false.'],
    ['"claims":[]', 'claims must be an object.'],
    ['"createdAt":"yesterday"', 'createdAt and updatedAt must be times such as 2026-11-23T14:45:02.000Z.'],
    [
      '"updatedAt":"2026-13-23T14:45:02Z"',
      'createdAt and updatedAt must be times such as 2026-11-23T14:45:02.000Z.',
    ],
    ['"createdAt":1700000000', 'createdAt and updatedAt must be times such as 2026-11-23T14:45:02.000Z.'],
    ['"email":"a@b"', 'The member "email" is unknown: claims stand in the member "claims".'],
  ] as const) {
    it(`are not read from ${member}`, async () => {
      assert.deepEqual(await outline(`{"username":"a",${member}}`), [`line 1: ${problem}`]);
    });
  }

  it('may leave out everything, or say null', async () => {
    const nothing =
      '{"subject":null,"username":null,"active":null,"password":null,"claims":null,"createdAt":null}';
    const [empty, nulls] = await read(`{}\n${nothing}`);
    assert.deepEqual(nulls?.user, empty?.user);
  });

  for (const [why, text, message] of [
    ['the array does not end', '[{"username":"a"}', /The file ends in the middle of the array/],
    ['a string does not end', '[{"username":"a}]', /The file ends in the middle of the array/],
    ['something stands behind the array', '[]\n{}', /Line 2: something stands behind the end of the array/],
    [
      'a user is endless',
      `[{"username":"${'a'.repeat(1_100_000)}`,
      /Line 1: one user takes more than 1048576 characters/,
    ],
    [
      'a line is endless',
      `{}\n{"username":"${'a'.repeat(1_100_000)}`,
      /Line 2: one user takes more than 1048576/,
    ],
  ] as const) {
    it(`are not read on where ${why}`, async () => {
      await assert.rejects(read(text, 65_536), { name: 'ImportFileError', message });
    });
  }

  it('are not read from anything but UTF-8', async () => {
    await assert.rejects(read(Buffer.from('[{"username":"J\xf6rg"}]', 'latin1')), {
      name: 'ImportFileError',
      message: 'The file is not UTF-8: save it in that encoding.',
    });
  });
});
