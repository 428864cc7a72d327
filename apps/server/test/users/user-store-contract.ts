import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { UserStore } from '../../src/users/user-store.ts';
import { manyUsers, recordImport, rowsOf } from './imported-rows.ts';

/** Opens a store on a database of its own, and closes it after the test. */
export type OpenStore = (context: TestContext, clock: () => number) => Promise<UserStore>;

/** What every users database must do, whatever it is built on. */
export function userStoreContract(name: string, open: OpenStore): void {
  let now = 0;
  const openStore = (context: TestContext): Promise<UserStore> => {
    now = 1_700_000_000_000;
    return open(context, () => now);
  };
  const rejectsWith = async (code: string, action: Promise<unknown>): Promise<void> => {
    await assert.rejects(action, { name: 'UserStoreError', code });
  };

  describe(`${name}: adding`, () => {
    it('returns the user as stored', async (context) => {
      const store = await openStore(context);
      const claims = {
        name: 'John Smith',
        'name#ja': 'ジョン',
        address: { country: 'UK' },
        roles: ['a', { b: null }],
      };
      const user = await store.add({ subject: '1', username: 'John', password: 'secret', claims });
      const expected = {
        subject: '1',
        username: 'John',
        active: true,
        hasPassword: true,
        claims,
        createdAt: now,
        updatedAt: now,
      };
      assert.deepEqual(user, expected);
      assert.deepEqual(await store.findBySubject('1'), expected);
    });

    it('generates a subject, and needs neither password nor claims', async (context) => {
      const store = await openStore(context);
      const first = await store.add({ username: 'a' });
      const second = await store.add({ username: 'b', active: false });
      assert.match(first.subject, /^[0-9a-f-]{36}$/);
      assert.notEqual(first.subject, second.subject);
      assert.deepEqual(first.claims, {});
      assert.equal(first.hasPassword, false);
      assert.equal(second.active, false);
    });

    it('keeps a claim named __proto__ as any other', async (context) => {
      const store = await openStore(context);
      const claims = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, boolean>;
      await store.add({ subject: '1', username: 'a', claims });
      await store.update('1', { claims: { name: 'A' } });
      const user = await store.findBySubject('1');
      assert.equal(JSON.stringify(user?.claims), '{"__proto__":{"admin":true},"name":"A"}');
    });

    it('refuses a subject and a username that are taken, the username in any case', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'Jörg' });
      await rejectsWith('duplicate_subject', store.add({ subject: '1', username: 'other' }));
      await rejectsWith('duplicate_username', store.add({ subject: '2', username: 'JÖRG' }));
      await rejectsWith('duplicate_username', store.add({ subject: '2', username: 'Jo\u0308rg' }));
      assert.equal((await store.list({ limit: 10 })).users.length, 1);
    });

    it('refuses what cannot be stored, and stores nothing', async (context) => {
      const store = await openStore(context);
      await rejectsWith('invalid_user', store.add({ subject: '', username: 'a' }));
      await rejectsWith('invalid_user', store.add({ subject: 'x'.repeat(101), username: 'a' }));
      await rejectsWith('invalid_user', store.add({ subject: 'é', username: 'a' }));
      await rejectsWith('invalid_user', store.add({ subject: ' 1', username: 'a' }));
      await rejectsWith('invalid_user', store.add({ username: '' }));
      await rejectsWith('invalid_user', store.add({ username: 'a b' }));
      await rejectsWith('invalid_user', store.add({ username: 'a\u200Bb' }));
      await rejectsWith('invalid_user', store.add({ username: 'a'.repeat(129) }));
      await rejectsWith('invalid_user', store.add({ username: 'a', password: '' }));
      await rejectsWith('invalid_user', store.add({ username: 'a', claims: { sub: '2' } }));
      assert.deepEqual(await store.list({ limit: 10 }), { users: [], next: undefined });
    });

    it('accepts a subject of 100 characters', async (context) => {
      const store = await openStore(context);
      const subject = 'x'.repeat(100);
      await store.add({ subject, username: 'a' });
      assert.equal((await store.findBySubject(subject))?.username, 'a');
    });
  });

  describe(`${name}: finding`, () => {
    it('finds by subject, in its exact case', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: 'aB', username: 'a' });
      assert.equal((await store.findBySubject('aB'))?.subject, 'aB');
      assert.equal(await store.findBySubject('ab'), undefined);
      assert.equal(await store.findBySubject("' or 1=1 --"), undefined);
    });

    it('finds by username in any case, inactive users included', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'John', active: false });
      assert.equal((await store.findByUsername('jOHN'))?.username, 'John');
      assert.equal(await store.findByUsername('joh'), undefined);
    });

    it('finds nobody by what nobody can be called', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'john' });
      for (const text of ['\0', 'jo\0hn', '\uD800', '1\0']) {
        assert.equal(await store.findBySubject(text), undefined);
        assert.equal(await store.findByUsername(text), undefined);
        assert.equal(await store.verifyPassword(text, 'x'), undefined);
      }
    });

    it('answers 200 lookups at the same time, each with its own user', async (context) => {
      const store = await openStore(context);
      await store.importUsers(rowsOf(manyUsers(1000)), recordImport());
      const subjects = Array.from({ length: 200 }, (_, index) => String(1 + index * 5));
      const users = await Promise.all(subjects.map((subject) => store.findBySubject(subject)));
      assert.deepEqual(
        users.map((user) => user?.username),
        subjects.map((subject) => `user${subject}`),
      );
    });
  });

  describe(`${name}: finding by e-mail address`, () => {
    it('finds the active user, in any case', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a', claims: { email: 'Jörg@Example.com' } });
      await store.add({ subject: '2', username: 'b', claims: { email: 'b@example.com' } });
      await store.add({ subject: '3', username: 'c', active: false, claims: { email: 'B@example.com' } });
      assert.equal((await store.findByEmail('jÖRG@example.COM'))?.subject, '1');
      assert.equal((await store.findByEmail('b@example.com'))?.subject, '2');
      assert.equal(await store.findByEmail('c@example.com'), undefined);
      assert.equal(await store.findByEmail(''), undefined);
    });

    it('finds nobody where several have it, and follows every change', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a', claims: { email: 'a@example.com' } });
      await store.add({ subject: '2', username: 'b', claims: { email: 'A@example.com' } });
      assert.equal(await store.findByEmail('a@example.com'), undefined);
      await store.update('2', { claims: { email: 'b@example.com' } });
      assert.equal((await store.findByEmail('a@example.com'))?.subject, '1');
      await store.update('1', { claims: { email: undefined } });
      assert.equal(await store.findByEmail('a@example.com'), undefined);
    });

    it('stores an address that is too long for an index', async (context) => {
      const store = await openStore(context);
      const email = `${'ü'.repeat(5000)}@example.com`;
      await store.add({ subject: '1', username: 'a', claims: { email } });
      assert.equal((await store.findBySubject('1'))?.claims['email'], email);
      assert.equal(await store.findByEmail(email), undefined);
    });
  });

  describe(`${name}: listing`, () => {
    it('pages through all users in the order of their usernames', async (context) => {
      const store = await openStore(context);
      for (const username of ['delta', 'Alpha', 'charlie', 'bravo', 'Echo']) await store.add({ username });
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.list({ limit: 2, after });
        assert.ok(page.users.length <= 2);
        seen.push(...page.users.map((user) => user.username));
        after = page.next;
      } while (after !== undefined);
      assert.deepEqual(seen, ['Alpha', 'bravo', 'charlie', 'delta', 'Echo']);
    });

    it('has no next page when the last one is full', async (context) => {
      const store = await openStore(context);
      await store.add({ username: 'a' });
      await store.add({ username: 'b' });
      assert.equal((await store.list({ limit: 2 })).next, undefined);
      assert.equal((await store.list({ limit: 1 })).next, 'a');
    });

    it('continues behind a user who is gone', async (context) => {
      const store = await openStore(context);
      await store.add({ username: 'a' });
      await store.add({ username: 'c' });
      const page = await store.list({ limit: 5, after: 'b' });
      assert.deepEqual(
        page.users.map((user) => user.username),
        ['c'],
      );
    });

    it('orders usernames by code point, whatever the language of the database', async (context) => {
      const store = await openStore(context);
      const ordered = ['10', '9', '_', 'a-b', 'a.b', 'ab', 'z', 'ä', 'я', '日本', '\u{1F600}'];
      for (const username of ordered.toReversed()) await store.add({ username });
      const { users } = await store.list({ limit: 100 });
      assert.deepEqual(
        users.map((user) => user.username),
        ordered,
      );
    });

    it('neither skips nor repeats anybody when users come and go meanwhile', async (context) => {
      const store = await openStore(context);
      for (const username of ['b', 'd', 'f', 'h']) await store.add({ username });
      const first = await store.list({ limit: 2 });
      for (const username of ['a', 'c', 'e']) await store.add({ username });
      const second = await store.list({ limit: 10, after: first.next });
      const seen = [...first.users, ...second.users].map((user) => user.username);
      assert.deepEqual(seen, ['b', 'd', 'e', 'f', 'h']);
    });

    it('finds a text in subject, username, e-mail address and name, in any case', async (context) => {
      const store = await openStore(context);
      await store.add({
        subject: 'S-1',
        username: 'anna',
        claims: { name: 'Anna Öberg', nickname: 'hidden' },
      });
      await store.add({
        subject: '2',
        username: 'bob',
        claims: { email: 'Bob@Example.com', 'name#ja': 'ボブ' },
      });
      await store.add({ subject: '3', username: '100%_', claims: { name: '\0a\uD800b' } });
      const search = async (text: string) =>
        (await store.list({ limit: 10, search: text })).users.map((user) => user.username);
      assert.deepEqual(await search('s-1'), ['anna']);
      assert.deepEqual(await search('ÖBERG'), ['anna']);
      assert.deepEqual(await search('o\u0308berg'), ['anna']);
      assert.deepEqual(await search('example.COM'), ['bob']);
      assert.deepEqual(await search('ボ'), ['bob']);
      assert.deepEqual(await search('b'), ['100%_', 'anna', 'bob']);
      assert.deepEqual(await search('%'), ['100%_']);
      assert.deepEqual(await search('_'), ['100%_']);
      assert.deepEqual(await search('\\'), []);
      assert.deepEqual(await search('hidden'), []);
      assert.deepEqual(await search("' or 1=1 --"), []);
      assert.equal((await search('')).length, 3);
    });

    it('pages through what a search finds, and follows every change', async (context) => {
      const store = await openStore(context);
      for (const username of ['a1', 'b', 'a2', 'a3']) await store.add({ subject: username, username });
      const first = await store.list({ limit: 2, search: 'a' });
      assert.equal(first.next, 'a2');
      const second = await store.list({ limit: 2, search: 'a', after: first.next });
      assert.deepEqual([second.users[0]?.username, second.next], ['a3', undefined]);
      await store.update('b', { claims: { name: 'Alice' } });
      await store.update('a1', { username: 'c' });
      const users = (await store.list({ limit: 10, search: 'alic' })).users;
      assert.deepEqual(
        users.map((user) => user.subject),
        ['b'],
      );
      assert.equal((await store.list({ limit: 10, search: 'c' })).users[1]?.subject, 'a1');
    });

    it('takes a limit from 1 to 1000', async (context) => {
      const store = await openStore(context);
      for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
        await assert.rejects(store.list({ limit }), TypeError);
      }
    });
  });

  describe(`${name}: updating`, () => {
    it('changes what is given, keeps the rest, and notes the time', async (context) => {
      const store = await openStore(context);
      const created = await store.add({
        subject: '1',
        username: 'a',
        claims: { name: 'A', email: 'a@b', locale: 'en' },
      });
      now += 5000;
      const updated = await store.update('1', { claims: { name: 'B', email: undefined, nickname: 'b' } });
      assert.deepEqual(updated, {
        ...created,
        claims: { name: 'B', locale: 'en', nickname: 'b' },
        updatedAt: created.createdAt + 5000,
      });
      assert.deepEqual(await store.findBySubject('1'), updated);
    });

    it('renames, and a user can be renamed to another case of the own name', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      assert.equal((await store.update('1', { username: 'A' })).username, 'A');
      assert.equal((await store.update('1', { username: 'b' })).username, 'b');
      assert.equal(await store.findByUsername('a'), undefined);
    });

    it('switches users off and on', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      assert.equal((await store.update('1', { active: false })).active, false);
      assert.equal((await store.update('1', { claims: {} })).active, false);
      assert.equal((await store.update('1', { active: true })).active, true);
    });

    it('refuses as a whole what is wrong in part', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      await store.add({ subject: '2', username: 'b' });
      await rejectsWith('duplicate_username', store.update('1', { username: 'B', claims: { name: 'A' } }));
      await rejectsWith('invalid_user', store.update('1', { username: 'c', claims: { email: 'nobody' } }));
      await rejectsWith('invalid_user', store.update('1', { username: '' }));
      await rejectsWith('unknown_user', store.update('3', { active: false }));
      const user = await store.findBySubject('1');
      assert.deepEqual([user?.username, user?.claims], ['a', {}]);
    });

    it('loses no claim of two updates at the same time', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      await Promise.all([
        store.update('1', { claims: { one: 1 } }),
        store.update('1', { claims: { two: 2 } }),
        store.update('1', { claims: { three: 3 } }),
      ]);
      assert.deepEqual((await store.findBySubject('1'))?.claims, { one: 1, two: 2, three: 3 });
    });
  });

  describe(`${name}: passwords`, () => {
    it('knows the right password from a wrong one', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a', password: 'first' });
      assert.equal((await store.verifyPassword('A', 'first'))?.subject, '1');
      assert.equal(await store.verifyPassword('a', 'second'), undefined);
      assert.equal(await store.verifyPassword('nobody', 'first'), undefined);
    });

    it('replaces a password, and sets a first one', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      assert.equal(await store.verifyPassword('a', ''), undefined);
      await store.setPassword('1', 'first');
      await store.setPassword('1', 'second');
      assert.equal(await store.verifyPassword('a', 'first'), undefined);
      assert.equal((await store.verifyPassword('a', 'second'))?.hasPassword, true);
      await rejectsWith('unknown_user', store.setPassword('2', 'first'));
      await rejectsWith('invalid_user', store.setPassword('1', ''));
    });

    it('signs no inactive user in', async (context) => {
      const store = await openStore(context);
      await store.add({ username: 'a', password: 'first', active: false });
      assert.equal(await store.verifyPassword('a', 'first'), undefined);
    });

    it('never returns a password or its hash', async (context) => {
      const store = await openStore(context);
      const added = await store.add({ subject: '1', username: 'a', password: 'first' });
      const users = [added, await store.findBySubject('1'), await store.verifyPassword('a', 'first')];
      assert.doesNotMatch(JSON.stringify([...users, await store.list({ limit: 1 })]), /first|argon2/);
    });
  });

  describe(`${name}: removing`, () => {
    it('removes a user, whose username is free then', async (context) => {
      const store = await openStore(context);
      await store.add({ subject: '1', username: 'a' });
      await store.remove('1');
      assert.equal(await store.findBySubject('1'), undefined);
      await store.add({ subject: '2', username: 'A' });
      await rejectsWith('unknown_user', store.remove('1'));
    });
  });
}
