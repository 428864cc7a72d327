import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createImportProgress } from '../../src/cli/users/import-progress.ts';
import { manyUsers } from '../users/imported-rows.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand } from './run-command.ts';
import type { CommandRun } from './run-command.ts';

interface Place {
  readonly cwd: string;
  readonly run: (argv: readonly string[], input?: string) => Promise<CommandRun>;
  readonly write: (file: string, text: string) => void;
  /** The usernames in the database. */
  readonly usernames: () => Promise<string[]>;
}

/** `users` commands in a directory of their own. */
function place(context: TestContext): Place {
  const cwd = temporaryDirectory(context);
  const run: Place['run'] = (argv, input = '') => runCommand(['users', ...argv], { cwd, input });
  return {
    cwd,
    run,
    write: (file, text) => writeFileSync(path.join(cwd, file), text),
    usernames: async () => {
      const { stdout } = await run(['list', '--json']);
      const { users } = JSON.parse(stdout || '{"users":[]}') as { users: { username: string }[] };
      return users.map(({ username }) => username);
    },
  };
}

describe('users import', () => {
  it('takes JSON, JSON Lines and CSV by the name of the file', async (context) => {
    const { run, write, usernames } = place(context);
    write('a.json', '[{"username":"a","claims":{"name":"A"}}]');
    write('b.jsonl', '{"username":"b"}\n{"username":"c"}\n');
    write('d.csv', 'username,name\nd,D\n');
    for (const [file, added] of [
      ['a.json', 1],
      ['b.jsonl', 2],
      ['d.csv', 1],
    ] as const) {
      const { exitCode, stdout, stderr } = await run(['import', file]);
      assert.deepEqual([exitCode, stdout, stderr], [0, `Imported: ${added} added, 0 updated.\n`, '']);
    }
    assert.deepEqual(await usernames(), ['a', 'b', 'c', 'd']);
    assert.match((await run(['show', 'd'])).stdout, /^ {2}name +D$/m);
  });

  it('takes standard input, when it is told what that is', async (context) => {
    const { run, usernames } = place(context);
    const untold = await run(['import', '-'], '[]');
    assert.match(untold.stderr, /^error: Say what it is: --format json/);
    assert.equal(untold.exitCode, 2);
    assert.equal((await run(['import', '-', '--format', 'csv'], 'username\na\n')).exitCode, 0);
    assert.deepEqual(await usernames(), ['a']);
  });

  it('imports nothing where a row has a problem, and says which and why', async (context) => {
    const { run, write, usernames } = place(context);
    write('users.csv', 'username,email,password\na,a@b,\nb,nobody,hunter2\nA,,\n');
    const { exitCode, stdout, stderr } = await run(['import', 'users.csv']);
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      'There are passwords in clear. Hashing takes about 30 ms each on one core.\n' +
        'line 3: The claim email must be an e-mail address, such as john@example.com.\n' +
        'line 4: The username belongs to another user already.\n' +
        'error: Nothing was imported: 2 of 3 rows have problems. Mend them, or import the others with --skip-invalid.\n',
    );
    assert.deepEqual(await usernames(), []);
    const skipped = await run(['import', 'users.csv', '--skip-invalid']);
    assert.deepEqual([skipped.exitCode, skipped.stdout], [0, 'Imported: 1 added, 0 updated, 2 left out.\n']);
    assert.deepEqual(await usernames(), ['a']);
  });

  it('tells of a hundred problems, and how many more there are', async (context) => {
    const { run, write } = place(context);
    write('users.csv', `username\n${'a b\n'.repeat(150)}`);
    const { stderr } = await run(['import', 'users.csv']);
    assert.match(stderr, /\nline 101: .*\n… and 50 more\.\nerror: Nothing was imported: 150 of 150 rows/);
  });

  it('prints a summary for programs', async (context) => {
    const { run, write } = place(context);
    write('users.json', '[{"username":"a"},\n{"username":"a"},\n{"username":"b","password_hash":"md5$a$b"}]');
    const { exitCode, stdout } = await run(['import', 'users.json', '--json']);
    assert.equal(exitCode, 1);
    const remarks = [
      {
        position: 'line 3',
        reason: 'The user must set a new password: hashes of MD5 and SHA-1 are too weak to be kept.',
      },
    ];
    assert.deepEqual(JSON.parse(stdout), {
      added: 2,
      updated: 0,
      failed: 1,
      withoutPassword: 1,
      dryRun: false,
      imported: false,
      problems: [{ position: 'line 2', reason: 'The username belongs to another user already.' }],
      remarks,
    });
  });

  it('updates only when it is told to', async (context) => {
    const { run, write } = place(context);
    await run(['add', 'a', '--subject', '1', '--no-password', '--name', 'A', '--nickname', 'n']);
    write('users.csv', 'subject,name\n1,B\n');
    assert.match((await run(['import', 'users.csv'])).stderr, /^line 2: The subject belongs to another user/);
    const updated = await run(['import', 'users.csv', '--update']);
    assert.deepEqual([updated.exitCode, updated.stdout], [0, 'Imported: 0 added, 1 updated.\n']);
    assert.match((await run(['show', 'a'])).stdout, /name +B\n +nickname +n\n$/);
  });

  it('leaves no trace of a dry run, not even a database', async (context) => {
    const { run, write, cwd, usernames } = place(context);
    write('users.csv', 'username,password\na,secret\nb,\n');
    const fresh = await run(['import', 'users.csv', '--dry-run']);
    const done = 'Dry run, nothing is changed. It would be 2 added, 0 updated.\n';
    assert.deepEqual([fresh.exitCode, fresh.stdout, fresh.stderr], [0, done, '']);
    assert.ok(!existsSync(path.join(cwd, 'data')));
    await run(['add', 'a', '--no-password']);
    const taken = await run(['import', 'users.csv', '-n']);
    assert.equal(taken.exitCode, 1);
    assert.match(taken.stderr, /^line 2: .*\nerror: Nothing would be imported: 1 of 2 rows have problems\./);
    assert.deepEqual(await usernames(), ['a']);
  });

  it('takes the users of a Django project', async (context) => {
    const { run, cwd, usernames } = place(context);
    const django = new DatabaseSync(path.join(cwd, 'db.sqlite3'));
    django.exec(`create table auth_user (id integer primary key, password, username, first_name, last_name, email, is_active, date_joined);
      insert into auth_user values (7, '!', 'john', 'John', 'Smith', 'john@example.com', 1, '2026-11-23 14:45:02')`);
    django.close();
    const { exitCode, stdout } = await run(['import', '--django', 'sqlite:db.sqlite3']);
    assert.deepEqual([exitCode, stdout], [0, 'Imported: 1 added, 0 updated.\n']);
    assert.deepEqual(await usernames(), ['john']);
    assert.deepEqual(readdirSync(cwd).toSorted(), ['data', 'db.sqlite3']);
  });

  for (const [why, argv, exitCode, words] of [
    ['nothing', [], 2, /Name one thing to import/],
    ['a file and Django', ['a.json', '--django', 'sqlite:x'], 2, /Name one thing to import/],
    ['a file that is missing', ['missing.json'], 1, /The file missing\.json cannot be read \(ENOENT\)/],
    ['a directory', ['directory.csv'], 1, /The file directory\.csv cannot be read \(EISDIR\)/],
    ['a file of another kind', ['users.xlsx'], 2, /Say what it is/],
    [
      'a broken file',
      ['broken.json'],
      1,
      /The file ends in the middle of the array\. Nothing was imported\./,
    ],
    ['columns nobody knows', ['odd.csv'], 1, /The column "salt" is unknown.* Nothing was imported\./],
    ['Django without its table', ['--django', 'sqlite:missing.db'], 1, /missing\.db cannot be opened/],
    [
      'Django in another database',
      ['--django', 'mysql://root:hunter2@db'],
      2,
      /must start with sqlite: or postgres:/,
    ],
  ] as const) {
    it(`says what to do about ${why}, and imports nothing`, async (context) => {
      const { run, write, cwd } = place(context);
      write('a.json', '[]');
      write('broken.json', '[{"username":"a"},');
      write('odd.csv', 'username,salt\na,hunter2\n');
      mkdirSync(path.join(cwd, 'directory.csv'));
      const result = await run(['import', ...argv]);
      assert.match(result.stderr, words);
      assert.doesNotMatch(result.stderr, /hunter2/);
      assert.equal(result.exitCode, exitCode);
      assert.match((await run(['list'])).stdout, /^(?:SUBJECT .*\n)?$/);
    });
  }

  it('imports ten thousand users in a batch of statements, with progress when it is asked for', async (context) => {
    const { run, write, usernames } = place(context);
    write('users.jsonl', [...manyUsers(10_000)].map((user) => JSON.stringify(user)).join('\n'));
    const { exitCode, stdout } = await run(['import', 'users.jsonl', '--progress']);
    assert.deepEqual([exitCode, stdout], [0, 'Imported: 10000 added, 0 updated.\n']);
    assert.equal((await usernames()).length, 100);
  });
});

describe('the progress of an import', () => {
  it('appears after a second, in one line of a terminal, and is gone at the end', () => {
    let now = 0;
    const output = Object.assign(new PassThrough(), { isTTY: true });
    const progress = createImportProgress(
      output,
      () => now / 4000,
      () => now,
    );
    for (now = 0; now <= 1200; now += 50) progress.update(now);
    progress.end();
    assert.equal(
      String(output.read()),
      '\r1000 rows (25 %) …\u001b[K\r1100 rows (27 %) …\u001b[K\r1200 rows (30 %) …\u001b[K\r\u001b[K',
    );
  });

  it('is a line now and then elsewhere, without a share where nobody knows the whole', () => {
    let now = 0;
    const output = new PassThrough();
    const progress = createImportProgress(
      output,
      () => undefined,
      () => now,
    );
    for (now = 0; now <= 4000; now += 500) progress.update(now);
    progress.end();
    assert.equal(String(output.read()), '1000 rows …\n3000 rows …\n');
  });
});

describe('users export', () => {
  it('writes to standard output what an import reads', async (context) => {
    const { run } = place(context);
    await run(['add', 'john', '--subject', '1', '--name', 'J, "S"', '--password-stdin'], 'secret');
    for (const [format, reader] of [
      ['json', 'json'],
      ['jsonl', 'json'],
      ['csv', 'csv'],
    ] as const) {
      const exported = await run(['export', '--format', format, '--with-password-hashes']);
      assert.deepEqual([exported.exitCode, exported.stderr], [0, '']);
      const database = ['--database', `sqlite:${format}.db`];
      const imported = await run(['import', '-', '--format', reader, ...database], exported.stdout);
      assert.deepEqual([imported.exitCode, imported.stderr], [0, '']);
      const [before, after] = [await run(['show', 'john']), await run(['show', 'john', ...database])];
      assert.equal(after.stdout, before.stdout);
    }
    const { stdout } = await run(['export']);
    assert.equal(JSON.parse(stdout)[0].username, 'john');
    assert.doesNotMatch(stdout, /argon2/);
  });

  it('writes a new file that only its owner can read, and never over another', async (context) => {
    const { run, cwd } = place(context);
    await run(['add', 'john', '--no-password']);
    const file = path.join(cwd, 'users.csv');
    const { exitCode, stdout } = await run(['export', '--output', 'users.csv']);
    assert.deepEqual([exitCode, stdout], [0, '']);
    if (process.platform !== 'win32') assert.equal((statSync(file).mode % 0o1000).toString(8), '600');
    const { size } = statSync(file);
    const again = await run(['export', '--output', 'users.csv']);
    assert.match(again.stderr, /users\.csv cannot be created \(it is there already\): choose another name/);
    assert.equal(again.exitCode, 1);
    assert.equal(statSync(file).size, size);
  });

  it('needs a database', async (context) => {
    const { run, cwd } = place(context);
    const { exitCode, stderr } = await run(['export', '--output', 'users.json']);
    assert.match(stderr, /^error: There is no users database at /);
    assert.equal(exitCode, 1);
    assert.deepEqual(readdirSync(cwd), []);
  });
});
