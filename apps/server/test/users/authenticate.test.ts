import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { authenticate } from '../../src/users/authenticate.ts';
import { openUserStore } from '../../src/users/open-user-store.ts';
import type { UserStore } from '../../src/users/user-store.ts';
import { recordImport, rowsOf } from './imported-rows.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Far more than verifying takes here, so that every failure ends with it, and at it. */
const failureTime = 400;

const DJANGO_HASH = 'pbkdf2_sha256$1000$c2FsdA$wVnl5qlMD+nDDriYX4dMVFzx27h8ej834Ysc2wXAE9k=';

describe('signing in with a password', () => {
  let store: UserStore;
  before(async () => {
    store = await openUserStore('sqlite::memory:');
    await store.importUsers(
      rowsOf([
        { subject: '1', username: 'John', password: 'secret', claims: { email: 'john@example.com' } },
        { subject: '2', username: 'gone', password: 'secret', active: false, claims: { email: 'gone@b' } },
        { subject: '3', username: 'nopass', claims: { email: 'shared@example.com' } },
        { subject: '4', username: 'jane', password: 'secret', claims: { email: 'Shared@example.com' } },
        { subject: '5', username: 'kim@example.com', password: 'kims', claims: { email: 'john@b' } },
        { subject: '6', username: 'lee', password: 'lees', claims: { email: 'kim@example.com' } },
        { subject: '7', username: 'django', passwordHash: DJANGO_HASH },
        { subject: '8', username: 'flask', passwordHash: DJANGO_HASH },
      ]),
      recordImport(),
    );
  });
  after(() => store.close());

  it('takes a username or the e-mail address of one user, in any case', async () => {
    for (const name of ['john', 'JOHN', 'john@example.com', 'John@EXAMPLE.com']) {
      assert.equal((await authenticate(store, name, 'secret'))?.subject, '1', name);
    }
  });

  it('takes a username before an e-mail address that somebody else has', async () => {
    assert.equal((await authenticate(store, 'kim@example.com', 'kims'))?.subject, '5');
    assert.equal(await authenticate(store, 'kim@example.com', 'lees', { failureTime }), undefined);
  });

  it('takes a hash of Django, and makes one of ours of it', async () => {
    assert.equal((await authenticate(store, 'django', 'secret'))?.subject, '7');
    for await (const { subject, passwordHash } of store.exportUsers()) {
      if (subject === '7') assert.match(passwordHash ?? '', /^\$argon2id\$/);
    }
    assert.equal((await authenticate(store, 'django', 'secret'))?.subject, '7');
  });

  for (const [why, name, password] of [
    ['a wrong password', 'john', 'wrong'],
    ['an unknown user', 'nobody', 'secret'],
    ['an unknown e-mail address', 'nobody@example.com', 'secret'],
    ['an e-mail address of several users', 'shared@example.com', 'secret'],
    ['an inactive user', 'gone', 'secret'],
    ['the e-mail address of an inactive user', 'gone@b', 'secret'],
    ['a user without a password', 'nopass', ''],
    ['a wrong password of an imported user', 'flask', 'wrong'],
    ['an endless password', 'john', 'x'.repeat(100_000)],
    ['a name that nobody can have', '\0', 'secret'],
    ['nothing at all', '', ''],
  ] as const) {
    it(`fails for ${why}, no sooner than for anything else`, async () => {
      const started = performance.now();
      assert.equal(await authenticate(store, name, password, { failureTime }), undefined);
      // Timers may fire a millisecond early.
      assert.ok(performance.now() - started >= failureTime - 2);
    });
  }

  it('fails with the database, not for the user', async (context) => {
    const store = await openUserStore('sqlite::memory:');
    context.after(() => store.close());
    await store.close();
    await assert.rejects(authenticate(store, 'john', 'secret'));
  });

  it('does not fail because the new hash cannot be written', async (context) => {
    const location = path.join(temporaryDirectory(context), 'users.db');
    const store = await openUserStore(`sqlite:${location}`, { busyTimeout: 10 });
    context.after(() => store.close());
    await store.importUsers(rowsOf([{ username: 'a', passwordHash: DJANGO_HASH }]), recordImport());
    const writer = new DatabaseSync(location);
    context.after(() => writer.close());
    writer.exec('begin immediate');
    assert.ok(await authenticate(store, 'a', 'secret'));
    writer.exec('rollback');
    assert.ok(await authenticate(store, 'a', 'secret'));
  });
});
