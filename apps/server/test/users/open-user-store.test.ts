import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { failureOf } from './failure-of.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Tells a process to open and close a database; resolves with whether it created it. */
async function openInProcess(child: ChildProcess, location: string): Promise<boolean> {
  child.send(location);
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [boolean | number];
  assert.equal(typeof answer, 'boolean', 'the process ended without an answer');
  return answer === true;
}

describe('a new database', () => {
  it('is created with its directory, readable by its owner only', async (context) => {
    const directory = temporaryDirectory(context);
    const store = await openUserStore('sqlite:./data/deep/users.db', { directory });
    assert.equal(store.created, true);
    await store.add({ username: 'john' });
    for (const file of ['users.db', 'users.db-wal', 'users.db-shm']) {
      const { mode } = statSync(path.join(directory, 'data/deep', file));
      if (process.platform !== 'win32') assert.equal((mode % 0o1000).toString(8), '600', file);
    }
    await store.close();
  });

  it('is there the next time, and not new any more', async (context) => {
    const directory = temporaryDirectory(context);
    const first = await openUserStore('sqlite:users.db', { directory });
    await first.add({ username: 'john' });
    await first.close();
    const second = await openUserStore('sqlite:users.db', { directory });
    assert.equal(second.created, false);
    assert.ok(await second.findByUsername('john'));
    await second.close();
  });

  it('is made of an empty file too, which a program that was stopped in time leaves', async (context) => {
    const directory = temporaryDirectory(context);
    writeFileSync(path.join(directory, 'users.db'), '');
    const store = await openUserStore('sqlite:users.db', { directory });
    assert.equal(store.created, true);
    await store.close();
  });

  it('is not created when only an existing one is wanted', async (context) => {
    const directory = temporaryDirectory(context);
    const error = await failureOf(openUserStore('sqlite:data/users.db', { directory, create: false }));
    assert.equal(error.code, 'database_missing');
    assert.ok(!existsSync(path.join(directory, 'data')));
  });

  it('can be opened by several processes at the same time, and is created once', async (context) => {
    const directory = temporaryDirectory(context);
    const script = path.join(import.meta.dirname, 'opening-process.ts');
    // Without the options of this process: with `--test` it would be a test run of its own.
    const children = [1, 2, 3].map(() => fork(script, { execArgv: [] }));
    context.after(() => children.forEach((child) => child.kill()));
    for (let round = 0; round < 4; round++) {
      const location = path.join(directory, String(round), 'users.db');
      const created = await Promise.all(children.map((child) => openInProcess(child, location)));
      assert.equal(created.filter(Boolean).length, 1);
    }
  });
});

describe('a database address', () => {
  for (const url of [
    '',
    'users.db',
    'mysql://root:secret@localhost/users',
    'sqlite:',
    'sqlite://data/users.db',
  ]) {
    it(`like '${url}' is refused with what to write instead`, async () => {
      const error = await failureOf(openUserStore(url));
      assert.equal(error.code, 'invalid_database_url');
      assert.match(error.message, /sqlite:/);
      assert.doesNotMatch(error.message, /secret/);
    });
  }
});

describe('a database of an older program', () => {
  it('is brought up to date with its users', async (context) => {
    const directory = temporaryDirectory(context);
    const database = new DatabaseSync(path.join(directory, 'users.db'));
    // As the first version of the tables was.
    database.exec(`
      create table resource_server_migrations (version integer not null primary key, applied_at bigint not null);
      insert into resource_server_migrations values (1, 0);
      create table users (subject text not null primary key, username text not null, username_key text not null unique,
        password_hash text, active integer not null, claims text not null, created_at bigint not null, updated_at bigint not null)`);
    const insert = database.prepare('insert into users values (?, ?, ?, null, 1, ?, 1000, 2000)');
    for (let number = 1; number <= 1200; number += 1) {
      const name = `User${number}`;
      insert.run(`s${number}`, name, name.toLowerCase(), JSON.stringify({ email: `${name}@example.com` }));
    }
    database.close();
    const store = await openUserStore('sqlite:users.db', { directory });
    context.after(() => store.close());
    assert.equal(store.created, false);
    assert.equal((await store.findByEmail('user1200@example.com'))?.subject, 's1200');
    const { users } = await store.list({ limit: 10, search: 'USER77@' });
    assert.deepEqual(
      users.map(({ username, updatedAt }) => [username, updatedAt]),
      [['User77', 2000]],
    );
  });
});

describe('a database that cannot be used', () => {
  it('because it is newer than the program is refused and left as it is', async (context) => {
    const directory = temporaryDirectory(context);
    await (await openUserStore('sqlite:users.db', { directory })).close();
    const database = new DatabaseSync(path.join(directory, 'users.db'));
    database.exec('insert into resource_server_migrations values (99, 0)');
    database.close();
    const error = await failureOf(openUserStore('sqlite:users.db', { directory }));
    assert.equal(error.code, 'database_newer');
    assert.match(error.message, /its schema is 99.*update the program/);
  });

  it('because another program keeps its users in it is refused and left as it is', async (context) => {
    const directory = temporaryDirectory(context);
    const database = new DatabaseSync(path.join(directory, 'users.db'));
    database.exec('create table users (id integer)');
    const error = await failureOf(openUserStore('sqlite:users.db', { directory }));
    assert.equal(error.code, 'database_foreign');
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['users'],
    );
    database.close();
  });

  it('because it is not a database is refused and left as it is', async (context) => {
    const directory = temporaryDirectory(context);
    const location = path.join(directory, 'users.db');
    writeFileSync(location, 'This is a text file.\n'.repeat(500));
    const before = readFileSync(location);
    const error = await failureOf(openUserStore('sqlite:users.db', { directory }));
    assert.equal(error.code, 'database_corrupt');
    assert.match(error.message, /users\.db is damaged or not a SQLite database: restore it/);
    assert.deepEqual(readFileSync(location), before);
  });

  it('because it is damaged is refused', async (context) => {
    const directory = temporaryDirectory(context);
    await (await openUserStore('sqlite:users.db', { directory })).close();
    const location = path.join(directory, 'users.db');
    const bytes = readFileSync(location);
    bytes.fill(0xa5, 100);
    writeFileSync(location, bytes);
    assert.equal((await failureOf(openUserStore('sqlite:users.db', { directory }))).code, 'database_corrupt');
  });

  it('because it is damaged where nobody looked yet fails when it is read', async (context) => {
    const directory = temporaryDirectory(context);
    const store = await openUserStore('sqlite:users.db', { directory });
    await store.add({ subject: '1', username: 'john' });
    await store.close();
    const location = path.join(directory, 'users.db');
    const database = new DatabaseSync(location);
    const { rootpage } = database.prepare("select rootpage from sqlite_master where name = 'users'").get()!;
    database.close();
    const bytes = readFileSync(location);
    bytes.fill(0xa5, (Number(rootpage) - 1) * 4096, Number(rootpage) * 4096);
    writeFileSync(location, bytes);
    const damaged = await openUserStore('sqlite:users.db', { directory });
    context.after(() => damaged.close());
    assert.equal((await failureOf(damaged.list({ limit: 1 }))).code, 'database_corrupt');
  });

  it('because its claims are not JSON fails without quoting them', async (context) => {
    const directory = temporaryDirectory(context);
    const store = await openUserStore('sqlite:users.db', { directory });
    context.after(() => store.close());
    await store.add({ subject: '1', username: 'john' });
    const database = new DatabaseSync(path.join(directory, 'users.db'));
    database.exec("update users set claims = 'private'");
    database.close();
    const error = await failureOf(store.findBySubject('1'));
    assert.equal(error.code, 'database_corrupt');
    assert.doesNotMatch(String(error.stack), /private/);
  });

  it('because another process holds it is refused after the busy timeout', async (context) => {
    const directory = temporaryDirectory(context);
    const holder = new DatabaseSync(path.join(directory, 'users.db'));
    holder.exec('begin exclusive');
    context.after(() => holder.close());
    const error = await failureOf(openUserStore('sqlite:users.db', { directory, busyTimeout: 10 }));
    assert.equal(error.code, 'database_locked');
    assert.match(error.message, /locked by another process: wait/);
  });

  it('because another process is just setting it up is waited for', async (context) => {
    const directory = temporaryDirectory(context);
    const other = new DatabaseSync(path.join(directory, 'users.db'));
    context.after(() => other.close());
    other.exec('begin immediate; create table something (id integer)');
    const opening = openUserStore('sqlite:users.db', { directory, busyTimeout: 5000 });
    await setImmediate();
    other.exec('rollback');
    const store = await opening;
    assert.equal(store.created, true);
    await store.close();
  });

  it('because its directory cannot be made is refused', async (context) => {
    const directory = temporaryDirectory(context);
    writeFileSync(path.join(directory, 'data'), 'a file where a directory should be');
    const error = await failureOf(openUserStore('sqlite:data/users.db', { directory }));
    assert.equal(error.code, 'database_inaccessible');
    assert.match(error.message, /check that its directory/);
  });

  it('because it is a directory is refused', async (context) => {
    const directory = temporaryDirectory(context);
    assert.equal((await failureOf(openUserStore('sqlite:.', { directory }))).code, 'database_inaccessible');
  });
});

describe('an open database', () => {
  it('is read while another process writes, which cannot write itself then', async (context) => {
    const directory = temporaryDirectory(context);
    const store = await openUserStore('sqlite:users.db', { directory, busyTimeout: 10 });
    context.after(() => store.close());
    await store.add({ subject: '1', username: 'john' });
    const writer = new DatabaseSync(path.join(directory, 'users.db'));
    context.after(() => writer.close());
    writer.exec("begin immediate; update users set username = 'jane'");
    assert.equal((await store.findBySubject('1'))?.username, 'john');
    const opened = await openUserStore('sqlite:users.db', { directory, busyTimeout: 10 });
    await opened.close();
    assert.equal((await failureOf(store.update('1', { active: false }))).code, 'database_locked');
    writer.exec('commit');
    assert.equal((await store.update('1', { active: false })).username, 'jane');
  });
});
