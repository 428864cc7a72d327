import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { User } from '../../src/users/user.ts';
import type { UserStore, UserWithPasswordHash } from '../../src/users/user-store.ts';
import { manyUsers, recordImport, rowsOf } from './imported-rows.ts';
import type { OpenStore } from './user-store-contract.ts';

/** Of 'secret', by Django's `make_password('secret', salt='c2FsdA', hasher=…)` with few iterations. */
const DJANGO_HASH = 'pbkdf2_sha256$1000$c2FsdA$wVnl5qlMD+nDDriYX4dMVFzx27h8ej834Ysc2wXAE9k=';

/** How users come into a users database by the thousand, and out of it, whatever it is built on. */
export function userTransferContract(name: string, open: OpenStore): void {
  let now = 0;
  const openStore = (context: TestContext): Promise<UserStore> => {
    now = 1_700_000_000_000;
    return open(context, () => now);
  };
  const exportAll = async (store: UserStore): Promise<UserWithPasswordHash[]> => {
    const users: UserWithPasswordHash[] = [];
    for await (const user of store.exportUsers()) users.push(user);
    return users;
  };
  const usernames = async (store: UserStore): Promise<string[]> =>
    (await store.list({ limit: 1000 })).users.map((user) => user.username);

  describe(`${name}: importing`, () => {
    it('adds users with all that the rows name, in batches', async (context) => {
      const store = await openStore(context);
      const run = recordImport();
      const summary = await store.importUsers(rowsOf(manyUsers(450)), run);
      assert.deepEqual(summary, { added: 450, updated: 0, failed: 0, withoutPassword: 0, committed: true });
      assert.deepEqual(run.progress, [200, 400, 450]);
      const expected = {
        subject: '449',
        username: 'user449',
        active: true,
        hasPassword: false,
        claims: { name: 'User 449', email: 'user449@example.com', email_verified: true },
        createdAt: now,
        updatedAt: now,
      };
      assert.deepEqual(await store.findBySubject('449'), expected);
      assert.deepEqual(await store.findByUsername('USER449'), expected);
      assert.deepEqual(await store.findByEmail('USER449@example.com'), expected);
      assert.deepEqual((await store.list({ limit: 2, search: 'user 449' })).users, [expected]);
    });

    it('shows nobody what is not committed', async (context) => {
      const store = await openStore(context);
      const seen: Promise<User | undefined>[] = [];
      const onProgress = (): void => void seen.push(store.findBySubject('1'));
      const summary = await store.importUsers(rowsOf(manyUsers(450)), {
        ...recordImport({ dryRun: true }),
        onProgress,
      });
      assert.equal(summary.added, 450);
      assert.deepEqual(await Promise.all(seen), [undefined, undefined, undefined]);
    });

    it('keeps times, hashes passwords, and makes a subject where there is none', async (context) => {
      const store = await openStore(context);
      const rows = [
        { username: 'a', password: 'secret', active: false, createdAt: 1000, updatedAt: 2000 },
        { username: 'b', password: 'secret' },
      ];
      await store.importUsers(rowsOf(rows), recordImport());
      const [first, second] = await exportAll(store);
      assert.match(first?.subject ?? '', /^[0-9a-f-]{36}$/);
      assert.deepEqual([first?.active, first?.createdAt, first?.updatedAt], [false, 1000, 2000]);
      assert.match(first?.passwordHash ?? '', /^\$argon2id\$/);
      assert.notEqual(first?.passwordHash, second?.passwordHash);
      assert.ok(await store.verifyPassword('b', 'secret'));
    });

    it('imports nothing when one row is wrong, and tells all that are, without passwords', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'taken' });
      const run = recordImport();
      const rows = [
        { subject: '2', username: 'good' },
        { subject: '1', username: 'other' },
        { subject: '3', username: 'TAKEN' },
        { subject: '4', username: 'Good' },
        { subject: '2', username: 'again' },
        { username: 'a b' },
        { subject: 'é', username: 'accent' },
        { subject: '\0', username: '\0' },
        { subject: '5' },
        { subject: '6', username: 'mail', claims: { email: 'nobody' } },
        { subject: '7', username: 'empty', password: '' },
        { subject: '8', username: 'hash', passwordHash: 'hunter2' },
        { subject: '9', username: 'both', password: 'hunter2', passwordHash: DJANGO_HASH },
        { problem: 'This is not JSON.' },
      ];
      const summary = await store.importUsers(rowsOf(rows), run);
      assert.deepEqual(summary, { added: 1, updated: 0, failed: 13, withoutPassword: 0, committed: false });
      assert.deepEqual(run.problems, [
        'line 2: The subject belongs to another user already.',
        'line 3: The username belongs to another user already.',
        'line 4: The username belongs to another user already.',
        'line 5: The subject belongs to another user already.',
        'line 6: The username must be 1 to 128 visible characters without spaces.',
        'line 7: The subject must be 1 to 100 printable ASCII characters, with no space at either end.',
        'line 8: The subject must be 1 to 100 printable ASCII characters, with no space at either end.',
        'line 9: The username is missing.',
        'line 10: The claim email must be an e-mail address, such as john@example.com.',
        'line 11: The password must be 1 to 1024 bytes long.',
        'line 12: The password hash is not one of argon2, pbkdf2_sha256, pbkdf2_sha1 or scrypt, or it costs more than a sign-in may.',
        'line 13: There is a password and a password hash: leave one out.',
        'line 14: This is not JSON.',
      ]);
      assert.deepEqual(await usernames(store), ['taken']);
    });

    it('imports the good rows when that is asked for', async (context) => {
      const store = await openStore(context);
      const run = recordImport({ skipInvalid: true });
      const rows = [{ username: 'a' }, { username: 'A' }, { username: 'b' }];
      const summary = await store.importUsers(rowsOf(rows), run);
      assert.deepEqual([summary.added, summary.failed, summary.committed], [2, 1, true]);
      assert.deepEqual(run.problems, ['line 2: The username belongs to another user already.']);
      assert.deepEqual(await usernames(store), ['a', 'b']);
    });

    it('changes nothing in a dry run, and tells what would happen', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      const rows = [
        { subject: '1', username: 'b' },
        { username: 'c', password: 'secret' },
        { username: 'c' },
      ];
      const run = recordImport({ dryRun: true, update: true, skipInvalid: true });
      const summary = await store.importUsers(rowsOf(rows), run);
      assert.deepEqual(summary, { added: 1, updated: 1, failed: 1, withoutPassword: 0, committed: false });
      assert.deepEqual(run.problems, ['line 3: The username belongs to another user already.']);
      assert.deepEqual(await usernames(store), ['a']);
    });

    it('imports nothing when the rows end in an error', async (context) => {
      const store = await openStore(context);
      const rows = async function* () {
        yield* rowsOf(manyUsers(300));
        throw new Error('the disk is gone');
      };
      await assert.rejects(store.importUsers(rows(), recordImport()), /the disk is gone/);
      assert.deepEqual(await usernames(store), []);
      await store.add({ username: 'a' });
    });

    it('updates by subject when that is asked for, and leaves what a row does not name', async (context) => {
      const store = await openStore(context);
      const claims = { name: 'A', nickname: 'a', locale: 'en' };
      await store.add({ subject: '1', username: 'a', password: 'secret', active: false, claims });
      now += 5000;
      const rows = [
        { subject: '1', claims: { name: 'B', nickname: undefined, email: 'a@example.com' } },
        { subject: '2', username: 'new' },
        { subject: '2', username: 'newer', active: false },
      ];
      const summary = await store.importUsers(rowsOf(rows), recordImport({ update: true }));
      assert.deepEqual([summary.added, summary.updated, summary.committed], [1, 2, true]);
      assert.deepEqual(await store.findBySubject('1'), {
        subject: '1',
        username: 'a',
        active: false,
        hasPassword: true,
        claims: { name: 'B', locale: 'en', email: 'a@example.com' },
        createdAt: now - 5000,
        updatedAt: now,
      });
      assert.equal((await store.findByUsername('newer'))?.active, false);
      assert.equal(await store.findByUsername('new'), undefined);
    });

    it('gives a username that one user left to another, but takes none away', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      await store.add({ subject: '2', username: 'b' });
      const moved = [
        { subject: '1', username: 'c' },
        { subject: '2', username: 'a' },
      ];
      assert.equal((await store.importUsers(rowsOf(moved), recordImport({ update: true }))).committed, true);
      assert.equal((await store.findBySubject('2'))?.username, 'a');
      const run = recordImport({ update: true });
      await store.importUsers(rowsOf([{ subject: '2', username: 'C' }]), run);
      assert.deepEqual(run.problems, ['line 1: The username belongs to another user already.']);
    });
  });

  describe(`${name}: hashes of other programs`, () => {
    it('are verified, and replaced by argon2id when the password fits', async (context) => {
      const store = await openStore(context);
      await store.importUsers(
        rowsOf([{ subject: '1', username: 'a', passwordHash: DJANGO_HASH }]),
        recordImport(),
      );
      const before = await store.findBySubject('1');
      now += 5000;
      assert.equal(await store.verifyPassword('a', 'wrong'), undefined);
      assert.equal((await exportAll(store))[0]?.passwordHash, DJANGO_HASH);
      assert.deepEqual(await store.verifyPassword('a', 'secret'), before);
      assert.match((await exportAll(store))[0]?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      assert.deepEqual(await store.verifyPassword('a', 'secret'), before);
      assert.equal(await store.verifyPassword('a', 'wrong'), undefined);
    });

    it('that cannot be verified leave the user without a password, which is told', async (context) => {
      const store = await openStore(context);
      const bcrypt = '$2b$12$abcdefghijklmnopqrstuuC0VZDbVGVxIUvLs8kG1Yl9IyGc4tLU6';
      const rows = [
        { username: 'a', passwordHash: bcrypt },
        { username: 'b', passwordHash: `bcrypt_sha256$${bcrypt}` },
        { username: 'c', passwordHash: 'md5$salt$0123456789abcdef0123456789abcdef' },
        { username: 'd', passwordHash: '!unusable' },
      ];
      const run = recordImport();
      const summary = await store.importUsers(rowsOf(rows), run);
      assert.deepEqual([summary.added, summary.withoutPassword, summary.committed], [4, 3, true]);
      assert.deepEqual(run.remarks, [
        'line 1: The user must set a new password: bcrypt hashes cannot be verified here.',
        'line 2: The user must set a new password: bcrypt hashes cannot be verified here.',
        'line 3: The user must set a new password: hashes of MD5 and SHA-1 are too weak to be kept.',
      ]);
      assert.equal((await store.findByUsername('a'))?.hasPassword, false);
      assert.equal(await store.verifyPassword('c', 'secret'), undefined);
    });
  });

  describe(`${name}: exporting`, () => {
    it('hands out all users in the order of their usernames, with their hashes', async (context) => {
      const store = await openStore(context);
      await store.importUsers(rowsOf(manyUsers(1100)), recordImport());
      await store.add({ subject: 'last', username: 'zoe', password: 'secret' });
      const users = await exportAll(store);
      assert.equal(users.length, 1101);
      assert.deepEqual(
        users.map(({ username }) => username),
        users.map(({ username }) => username).toSorted(),
      );
      const { passwordHash, ...zoe } = users.at(-1)!;
      assert.match(passwordHash ?? '', /^\$argon2id\$/);
      assert.deepEqual(zoe, await store.findBySubject('last'));
      assert.equal(users[0]?.passwordHash, undefined);
    });

    it('can be broken off, and the database is free again', async (context) => {
      const store = await openStore(context);
      await store.importUsers(rowsOf(manyUsers(10)), recordImport());
      for await (const { username } of store.exportUsers()) {
        assert.equal(username, 'user1');
        break;
      }
      await store.remove('1');
      assert.equal((await exportAll(store)).length, 9);
    });
  });
}
