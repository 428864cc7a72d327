import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { suite, test } from 'node:test';
import { serve } from '../../src/serve.ts';
import { openUserStore } from '../../src/users/open-user-store.ts';
import { ask, startParts } from '../running-parts.ts';
import { documentedRows } from './documented-rows.ts';

const atRequest: Readonly<Record<string, { status: number; error: string }>> = {
  'the database fails at a UserInfo request': { status: 503, error: 'temporarily_unavailable' },
};

/** How the file is spoilt before the start, and what the line says. */
const atStart: Readonly<Record<string, { spoil: (file: string) => void | Promise<void>; says: RegExp }>> = {
  'the database is locked at the start': {
    spoil: async (file) => {
      await (await openUserStore(`sqlite:${file}`)).close();
      locks.push(lock(file));
    },
    says: /locked|lock/,
  },
  'the database file is corrupt at the start': {
    spoil: (file) => writeFileSync(file, 'This is not a database, although it is a file. '.repeat(100)),
    says: /not a database|damaged|corrupt/,
  },
  'the database was written by a newer program': {
    spoil: async (file) => {
      await (await openUserStore(`sqlite:${file}`)).close();
      const database = new DatabaseSync(file);
      database.exec('insert into resource_server_migrations (version, applied_at) values (9999, 0)');
      database.close();
    },
    says: /newer/,
  },
};

const locks: DatabaseSync[] = [];

suite('when the database cannot answer', () => {
  test('the database fails at a UserInfo request', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    const database = new DatabaseSync(parts.databaseFile);
    database.exec('alter table users rename to hidden');
    const answer = await ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
    database.exec('alter table hidden rename to users');
    database.close();
    assert.equal(answer.status, 503);
    assert.match(answer.body, /"error":"temporarily_unavailable"/);
    assert.match(parts.log(), /"code":"claims_unavailable"/);
    const again = await ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
    assert.equal(again.status, 200);
  });

  test('a program that writes to the database does not keep UserInfo waiting', async (t) => {
    const parts = await startParts(t);
    const token = await parts.issueToken();
    const database = new DatabaseSync(parts.databaseFile);
    database.exec("begin immediate; update users set username = 'changing'");
    const answer = await ask(parts.url, '/api/userinfo', { headers: ['Authorization', `Bearer ${token}`] });
    database.close();
    assert.equal(answer.status, 200);
  });

  for (const [name, { spoil, says }] of Object.entries(atStart)) {
    test(name, async (t) => {
      const cwd = mkdtempSync(path.join(tmpdir(), 'resource-server-'));
      t.after(() => rmSync(cwd, { recursive: true }));
      const file = path.join(cwd, 'users.db');
      await spoil(file);
      const stderr = new PassThrough();
      const environment = { DATABASE_URL: `sqlite:${file}`, PORT: '0', LOCAL_AUTHLETE_PORT: '0' };
      const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, environment, cwd };
      assert.equal(await serve({ local: true }, io), 1);
      for (const database of locks.splice(0)) database.close();
      const lines = String(stderr.read()).trimEnd().split('\n');
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', says);
    });
  }

  test('the page and the tests name the same cases', () => {
    const rows = documentedRows('When the database cannot answer').map(([name]) => name);
    assert.deepEqual(new Set([...Object.keys(atRequest), ...Object.keys(atStart)]), new Set(rows));
  });
});

/** Takes the whole file for itself, readers included, as another program may do. */
function lock(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive');
  return database;
}
