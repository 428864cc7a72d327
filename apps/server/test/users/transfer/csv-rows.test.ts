import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCsvRows } from '../../../src/users/transfer/csv-rows.ts';
import type { ImportRow } from '../../../src/users/transfer/imported-user.ts';
import { inChunks, readAll } from './chunks.ts';

const read = (text: string | Buffer, size = 7): Promise<ImportRow[]> =>
  readAll(readCsvRows(inChunks(text, size)));

async function readOne(header: string, row: string): Promise<ImportRow['user'] | undefined> {
  return (await read(`${header}\n${row}\n`))[0]?.user;
}

describe('users in CSV', () => {
  it('have a column for each field, and for each claim', async () => {
    const header =
      'subject,username,active,password_hash,createdAt,updatedAt,email,email_verified,family_name#ja,address.locality,' +
      'address#de.locality,address.country,updated_at,claims.groups,claims.https://example.com/a.b,claims';
    const row =
      '1,john,TRUE,hash,2026-11-23T14:45:02Z,,john@example.com,0,スミス,London,Londen,UK,1700000000,"[""a"",""b""]",plain,' +
      '"{""level"":5,""gone"":null}"';
    assert.deepEqual(await readOne(header, row), {
      subject: '1',
      username: 'john',
      active: true,
      password: undefined,
      passwordHash: 'hash',
      claims: {
        email: 'john@example.com',
        email_verified: false,
        'family_name#ja': 'スミス',
        address: { locality: 'London', country: 'UK' },
        'address#de': { locality: 'Londen' },
        updated_at: 1_700_000_000,
        groups: ['a', 'b'],
        'https://example.com/a.b': 'plain',
        level: 5,
        gone: undefined,
      },
      createdAt: Date.UTC(2026, 10, 23, 14, 45, 2),
      updatedAt: undefined,
    });
  });

  it('keep a text as it is, though it looks like JSON or has space around it', async () => {
    const user = await readOne('username,nickname,name,gender', 'a,1984," J ",true');
    assert.deepEqual(user && 'claims' in user && user.claims, {
      nickname: '1984',
      name: ' J ',
      gender: 'true',
    });
  });

  it('are read in whatever pieces they come, quoted cells and line breaks included', async () => {
    const text = '\uFEFFusername,name\r\n"a","A ""B""\r\n, C"\r\n\r\nü,Ü\r\n';
    for (const size of [1, 2, 3, 1000]) {
      const rows = await read(text, size);
      assert.deepEqual(
        rows.map(({ position, user }) => [
          position,
          'claims' in user && user.username,
          'claims' in user && user.claims,
        ]),
        [
          ['line 2', 'a', { name: 'A "B"\r\n, C' }],
          ['line 5', 'ü', { name: 'Ü' }],
        ],
      );
    }
  });

  it('that are broken are told by line, and the others read', async () => {
    const rows = await read('username,active,claims\na,yes,\nb,true\nc,true,,d\ne,,5\nf,false,{}\n');
    assert.deepEqual(
      rows.map(({ position, user }) => `${position}: ${'problem' in user ? user.problem : user.username}`),
      [
        'line 2: active must be true or false.',
        'line 3: There are 2 cells instead of 3.',
        'line 4: There are 4 cells instead of 3.',
        'line 5: claims must be a JSON object.',
        'line 6: f',
      ],
    );
  });

  it('leave what cannot be a value to the check of claims', async () => {
    const user = await readOne('username,email_verified,updated_at', 'a,maybe,soon');
    assert.deepEqual(user && 'claims' in user && user.claims, {
      email_verified: 'maybe',
      updated_at: 'soon',
    });
  });

  for (const column of [
    'Username',
    'is_superuser',
    'salt',
    'passwort',
    'address.city',
    'mail',
    'org.example.role',
    '',
  ]) {
    it(`may not have the column "${column}", which must not become a claim by accident`, async () => {
      await assert.rejects(readOne(`username,${column}`, 'a,hunter2'), (error: Error) => {
        assert.equal(error.name, 'ImportFileError');
        assert.match(
          error.message,
          new RegExp(`^The column "${column}" is unknown\\. Columns are subject, username, `),
        );
        return !error.message.includes('hunter2');
      });
    });
  }

  it('may not have two columns for one thing', async () => {
    for (const header of ['username,username', 'passwordHash,password_hash', 'email,claims.email']) {
      await assert.rejects(readOne(header, 'a,b'), /Two columns of the header mean the same/);
    }
  });

  for (const [why, text, message] of [
    [
      'a quotation mark is not closed',
      'username,password\na,x\nb,"hunter2\nc,y\n',
      /^Line \d: a quotation mark is opened and not closed/,
    ],
    [
      'a quotation mark stands in a cell',
      'username,password\na,hunter2"x\n',
      /^Line 2: a quotation mark stands where none may/,
    ],
    [
      'something follows a quoted cell',
      'username,password\na,"hunter2"x\n',
      /^Line 2: a quotation mark stands where none may/,
    ],
    [
      'a user is endless',
      `username,name\na,"${'x'.repeat(1_100_000)}"\n`,
      /one user takes more than 1048576 bytes/,
    ],
  ] as const) {
    it(`are not read on where ${why}, and nothing is quoted of it`, async () => {
      await assert.rejects(read(text, 65_536), (error: Error) => {
        assert.equal(error.name, 'ImportFileError');
        assert.match(error.message, message);
        assert.equal(error.cause, undefined);
        return !error.message.includes('hunter2');
      });
    });
  }

  it('are not read from anything but UTF-8', async () => {
    await assert.rejects(read(Buffer.from('username\nJ\xf6rg\n', 'latin1')), /The file is not UTF-8/);
  });

  it('are none in an empty file, and in a header alone', async () => {
    assert.deepEqual(await read(''), []);
    assert.deepEqual(await read('username\n'), []);
  });
});
