import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { openUserStore } from '../../src/users/open-user-store.ts';
import type { User } from '../../src/users/user.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand } from './run-command.ts';
import type { CommandRun, CommandSurroundings } from './run-command.ts';

type Run = (argv: readonly string[], surroundings?: Partial<CommandSurroundings>) => Promise<CommandRun>;

/** `users` commands in a directory of their own. */
function usersCommand(context: TestContext): { run: Run; cwd: string } {
  const cwd = temporaryDirectory(context);
  return { cwd, run: (argv, surroundings) => runCommand(['users', ...argv], { cwd, ...surroundings }) };
}

async function verifyPassword(cwd: string, username: string, password: string): Promise<User | undefined> {
  const store = await openUserStore('sqlite:./data/users.db', { directory: cwd });
  try {
    return await store.verifyPassword(username, password);
  } finally {
    await store.close();
  }
}

function assertDone({ exitCode, stderr }: CommandRun): void {
  assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
}

describe('users add', () => {
  it('adds a user with every standard claim', async (context) => {
    const { run } = usersCommand(context);
    const claims = {
      name: 'John Smith',
      given_name: 'John',
      family_name: 'Smith',
      middle_name: 'Q',
      nickname: 'Johnny',
      preferred_username: 'john',
      profile: 'https://example.com/john',
      picture: 'https://example.com/john.png',
      website: 'https://example.com',
      email: 'john@example.com',
      email_verified: true,
      gender: 'male',
      birthdate: '1984',
      zoneinfo: 'Europe/London',
      locale: 'en-GB',
      phone_number: '+44 20 7946 0958',
      phone_number_verified: false,
      address: {
        formatted: 'a',
        street_address: 'b',
        locality: 'c',
        region: 'd',
        postal_code: 'e',
        country: 'f',
      },
      updated_at: 1_700_000_000,
    };
    const options = Object.entries(claims).flatMap(([name, value]) => {
      const flag = `--${name.replaceAll('_', '-')}`;
      if (typeof value === 'boolean') return value ? [flag] : [`--no-${flag.slice(2)}`];
      if (typeof value !== 'object') return [flag, String(value)];
      return Object.entries(value).flatMap(([member, text]) => [
        `${flag}-${member.replaceAll('_', '-')}`,
        text,
      ]);
    });
    const added = await run(['add', 'john', '--subject', '1', '--no-password', '--json', ...options]);
    assertDone(added);
    assert.deepEqual(JSON.parse(added.stdout).claims, claims);
    assert.equal((await run(['show', 'john', '--json'])).stdout, added.stdout);
  });

  it('takes any other claim as JSON or else as text, and a standard text claim as it is', async (context) => {
    const { run } = usersCommand(context);
    const claims = [
      'name#ja=ジョン',
      'groups=["a","b"]',
      'level=5',
      'motto=a = b',
      'nickname=1984',
      'address={"country":"UK"}',
    ];
    const { stdout } = await run([
      'add',
      'john',
      '--no-password',
      '--json',
      ...claims.flatMap((c) => ['--claim', c]),
    ]);
    assert.deepEqual(JSON.parse(stdout).claims, {
      'name#ja': 'ジョン',
      groups: ['a', 'b'],
      level: 5,
      motto: 'a = b',
      nickname: '1984',
      address: { country: 'UK' },
    });
  });

  it('reads the password from the first line of standard input', async (context) => {
    const { run, cwd } = usersCommand(context);
    assertDone(await run(['add', 'john', '--password-stdin'], { input: 'correct hörse \r\nsecond line\n' }));
    assertDone(await run(['add', 'mary', '--password-stdin'], { input: 'no line break' }));
    assert.ok(await verifyPassword(cwd, 'john', 'correct hörse '));
    assert.ok(await verifyPassword(cwd, 'mary', 'no line break'));
  });

  it('refuses a password that is not UTF-8', async (context) => {
    const { run } = usersCommand(context);
    const { exitCode, stderr } = await run(['add', 'john', '--password-stdin'], {
      input: Buffer.from('caf\xe9\n', 'latin1'),
    });
    assert.match(stderr, /^error: The first line of standard input must be the password, in UTF-8\.\n/);
    assert.equal(exitCode, 2);
  });

  it('asks twice for the password in a terminal, and shows nothing of it', async (context) => {
    const { run, cwd } = usersCommand(context);
    const { exitCode, stdout, stderr } = await run(['add', 'john', '--json'], {
      answers: ['secret\r', 'secret\r'],
    });
    assert.equal(stderr, 'Password (empty for none): \nThe same again: \n');
    assert.equal(JSON.parse(stdout).hasPassword, true);
    assert.equal(exitCode, 0);
    assert.ok(await verifyPassword(cwd, 'john', 'secret'));
  });

  it('adds nobody when the two passwords differ, or when it is cancelled', async (context) => {
    const { run } = usersCommand(context);
    const different = await run(['add', 'john'], { answers: ['secret\r', 'sceret\r'] });
    assert.match(different.stderr, /error: The passwords are not the same\.\n/);
    assert.equal(different.exitCode, 2);
    for (const key of ['\u0003', '\u0004']) {
      const cancelled = await run(['add', 'john'], { answers: [key] });
      assert.match(cancelled.stderr, /error: Cancelled\.\n$/);
      assert.equal(cancelled.exitCode, 1);
    }
    assert.equal((await run(['show', 'john'])).exitCode, 1);
  });

  it('adds a user without a password where none is given, and says so', async (context) => {
    const { run } = usersCommand(context);
    const remark = 'There is no password yet. To set one: resource-server users set-password john\n';
    const unasked = await run(['add', 'john']);
    assert.deepEqual([unasked.exitCode, unasked.stderr], [0, remark]);
    await run(['remove', 'john', '--yes']);
    const unanswered = await run(['add', 'john'], { answers: ['\r'] });
    assert.deepEqual([unanswered.exitCode, unanswered.stderr], [0, `Password (empty for none): \n${remark}`]);
    assert.match((await run(['show', 'john'])).stdout, /^Password +not set$/m);
  });

  it('refuses a username and a subject that are taken', async (context) => {
    const { run } = usersCommand(context);
    const first = await run(['add', 'john', '--subject', '1', '--no-password']);
    assert.equal(first.stdout, 'Added john (subject 1).\n');
    const sameName = await run(['add', 'JOHN', '--no-password']);
    assert.equal(sameName.stderr, 'error: The username belongs to another user already.\n');
    assert.equal(sameName.exitCode, 1);
    const sameSubject = await run(['add', 'mary', '--subject', '1', '--no-password']);
    assert.equal(sameSubject.stderr, 'error: The subject belongs to another user already.\n');
    assert.equal(sameSubject.exitCode, 1);
  });

  it('uses the database of --database, else of DATABASE_URL', async (context) => {
    const { run } = usersCommand(context);
    const environment = { DATABASE_URL: 'sqlite:one.db' };
    await run(['add', 'john', '--no-password'], { environment });
    await run(['add', 'mary', '--no-password', '--database', 'sqlite:two.db'], { environment });
    assert.match((await run(['list', '--database', 'sqlite:one.db'])).stdout, /john/);
    assert.match((await run(['list', '--database', 'sqlite:two.db'], { environment })).stdout, /mary/);
  });
});

describe('users list', () => {
  it('shows users in columns, page by page', async (context) => {
    const { run } = usersCommand(context);
    await run([
      'add',
      'john',
      '--subject',
      '1',
      '--no-password',
      '--name',
      'John',
      '--email',
      'j@example.com',
    ]);
    await run(['add', 'mary', '--subject', '2', '--no-password', '--inactive']);
    const first = await run(['list', '--limit', '1']);
    assert.equal(
      first.stdout,
      'SUBJECT  USERNAME  ACTIVE  NAME  EMAIL\n1        john      yes     John  j@example.com\n',
    );
    assert.equal(first.stderr, 'There are more: resource-server users list --limit 1 --after john\n');
    const second = await run(['list', '--limit', '1', '--after', 'john']);
    assert.match(second.stdout, /\n2 +mary +no\n$/);
    assert.equal(second.stderr, '');
  });

  it('prints JSON with what to continue with', async (context) => {
    const { run } = usersCommand(context);
    for (const username of ['a', 'b']) await run(['add', username, '--no-password']);
    const first = JSON.parse((await run(['list', '--limit', '1', '--json'])).stdout);
    assert.deepEqual([first.users.length, first.users[0].username, first.next], [1, 'a', 'a']);
    const second = JSON.parse((await run(['list', '--after', first.next, '--json'])).stdout);
    assert.deepEqual([second.users.length, second.users[0].username, second.next], [1, 'b', null]);
  });

  it('does not let a stored name steer the terminal', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password', '--name', '\u001b[2J\u202eevil\nname']);
    const { stdout } = await run(['list']);
    assert.match(stdout, /\\u001b\[2J\\u202eevil\\u000aname/);
    assert.equal(stdout.split('\n').length, 3);
  });
});

describe('users list --search', () => {
  it('shows who has the text, and how to go on', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password', '--email', 'john@example.com']);
    await run(['add', 'mary', '--no-password', '--name', "O'Hara"]);
    await run(['add', 'matt', '--no-password', '--name', "O'Hara"]);
    const found = await run(['list', '--search', 'JOHN@', '--json']);
    const { users, next } = JSON.parse(found.stdout);
    assert.deepEqual([users.length, users[0].username, next], [1, 'john', null]);
    const first = await run(['list', '--search', "o'hara", '--limit', '1']);
    assert.match(first.stdout, /mary/);
    assert.equal(
      first.stderr,
      "There are more: resource-server users list --search 'o'\\''hara' --limit 1 --after mary\n",
    );
    const nobody = await run(['list', '--search', 'nobody']);
    assert.deepEqual([nobody.exitCode, nobody.stdout.split('\n').length], [0, 2]);
  });
});

describe('users show', () => {
  it('shows everything about a user', async (context) => {
    const { run } = usersCommand(context);
    await run(
      ['add', 'John', '--subject', '1', '--name', 'J', '--address-country', 'UK', '--password-stdin'],
      { input: 'secret' },
    );
    const { stdout } = await run(['show', 'john']);
    assert.match(
      stdout,
      /^Subject +1\nUsername +John\nActive +yes\nPassword +set\nCreated +[\d-]+T[\d:.]+Z\nUpdated +\S+\nClaims\n {2}name +J\n {2}address +\{"country":"UK"\}\n$/,
    );
    assert.equal((await run(['show', '--subject', '1'])).stdout, stdout);
  });

  it('prints JSON without any password', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--subject', '1', '--password-stdin'], { input: 'secret' });
    const { stdout } = await run(['show', 'john', '--json']);
    const { createdAt, ...user } = JSON.parse(stdout);
    assert.equal(new Date(createdAt).toISOString(), createdAt);
    assert.deepEqual(user, {
      subject: '1',
      username: 'john',
      active: true,
      hasPassword: true,
      claims: {},
      updatedAt: createdAt,
    });
  });
});

describe('users update', () => {
  it('changes claims, and keeps the others', async (context) => {
    const { run } = usersCommand(context);
    await run([
      'add',
      'john',
      '--no-password',
      '--name',
      'J',
      '--email-verified',
      '--nickname',
      'j',
      '--address-country',
      'UK',
    ]);
    const updated = await run([
      'update',
      'john',
      '--no-email-verified',
      '--unset',
      'nickname',
      '--address-locality',
      'London',
      '--claim',
      'a=1',
      '--json',
    ]);
    assertDone(updated);
    assert.deepEqual(JSON.parse(updated.stdout).claims, {
      name: 'J',
      email_verified: false,
      address: { country: 'UK', locality: 'London' },
      a: 1,
    });
  });

  it('changes parts of claims, and takes the dots in a name for what they are', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password', '--address-country', 'UK', '--claim', 'groups=["a","b"]']);
    const claim = (text: string): string[] => ['--claim', text];
    const updated = await run([
      'update',
      'john',
      '--json',
      ...claim('address.locality=1984'),
      ...claim('address#de.country=England'),
      ...claim('https://example.com/org.unit[head][name]=Mary'),
      ...claim('groups[1]=c'),
      '--unset',
      'groups[0]',
    ]);
    assertDone(updated);
    assert.deepEqual(JSON.parse(updated.stdout).claims, {
      address: { country: 'UK', locality: '1984' },
      groups: ['b', 'c'],
      'address#de': { country: 'England' },
      'https://example.com/org.unit': { head: { name: 'Mary' } },
    });
    const impossible = await run(['update', 'john', '--claim', 'groups[9]=x']);
    assert.match(impossible.stderr, /^error: The claim groups has nowhere to put \[9\]/);
    assert.equal(impossible.exitCode, 2);
  });

  it('renames, switches off and on', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--subject', '1', '--no-password']);
    assert.equal(
      (await run(['update', 'john', '--username', 'johnny'])).stdout,
      'Updated johnny (subject 1).\n',
    );
    assert.equal(
      JSON.parse((await run(['update', '--subject', '1', '--inactive', '--json'])).stdout).active,
      false,
    );
    assert.equal(JSON.parse((await run(['update', 'johnny', '--active', '--json'])).stdout).active, true);
  });

  it('refuses changes that contradict each other, and no change at all', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password']);
    const both = await run(['update', 'john', '--active', '--inactive']);
    assert.match(both.stderr, /^error: option '--active' cannot be used with option '--inactive'\n/);
    assert.equal(both.exitCode, 2);
    const none = await run(['update', 'john']);
    assert.equal(
      none.stderr,
      'error: Nothing to change: give at least one option that says what.\nSee: resource-server users update --help\n',
    );
    assert.equal(none.exitCode, 2);
  });
});

describe('users set-password', () => {
  it('sets a password from standard input or a terminal', async (context) => {
    const { run, cwd } = usersCommand(context);
    await run(['add', 'john', '--subject', '1', '--no-password']);
    const set = await run(['set-password', 'john', '--password-stdin'], { input: 'first\n' });
    assertDone(set);
    assert.equal(set.stdout, 'Set the password of john (subject 1).\n');
    assert.ok(await verifyPassword(cwd, 'john', 'first'));
    assert.equal(
      (await run(['set-password', '--subject', '1'], { answers: ['second\r', 'second\r'] })).exitCode,
      0,
    );
    assert.ok(await verifyPassword(cwd, 'john', 'second'));
  });

  it('needs a password', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password']);
    for (const surroundings of [{}, { answers: ['\r'] }]) {
      const { exitCode, stderr } = await run(['set-password', 'john'], surroundings);
      assert.match(
        stderr,
        /error: There is no password: type one in a terminal, or use --password-stdin\.\n/,
      );
      assert.equal(exitCode, 2);
    }
  });
});

describe('users remove', () => {
  it('asks first in a terminal', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--subject', '1', '--no-password']);
    const kept = await run(['remove', 'john'], { answers: ['\r'] });
    assert.match(kept.stderr, /Remove john \(subject 1\) for good\? \[y\/N\].*error: Not removed\.\n$/s);
    assert.equal(kept.exitCode, 1);
    const removed = await run(['remove', 'john'], { answers: ['y\r'] });
    assert.equal(removed.stdout, 'Removed john (subject 1).\n');
    assert.equal(removed.exitCode, 0);
  });

  it('needs --yes where nobody can be asked', async (context) => {
    const { run } = usersCommand(context);
    await run(['add', 'john', '--no-password']);
    const refused = await run(['remove', 'john']);
    assert.match(refused.stderr, /^error: Nobody is there to ask: say --yes/);
    assert.equal(refused.exitCode, 2);
    assertDone(await run(['remove', 'john', '--yes']));
  });
});

describe('a user that is not there', () => {
  for (const argv of [
    ['show'],
    ['update', '--inactive'],
    ['set-password', '--password-stdin'],
    ['remove', '--yes'],
  ]) {
    it(`fails users ${argv[0]}`, async (context) => {
      const { run } = usersCommand(context);
      await run(['add', 'john', '--no-password']);
      const byName = await run([...argv, 'nobody'], { input: 'secret' });
      assert.equal(
        byName.stderr,
        'error: There is no user nobody. To see who there is: resource-server users list\n',
      );
      const bySubject = await run([...argv, '--subject', '7'], { input: 'secret' });
      assert.match(bySubject.stderr, /^error: There is no user with the subject 7\./);
      const unnamed = await run(argv, { input: 'secret' });
      assert.match(unnamed.stderr, /^error: Name one user, by username or with --subject\.\n/);
      assert.deepEqual([byName.exitCode, bySubject.exitCode, unnamed.exitCode], [1, 1, 2]);
    });
  }
});

describe('a users database that cannot be used', () => {
  it('is one line that says what to do', async (context) => {
    const { run, cwd } = usersCommand(context);
    await run(['add', 'john', '--no-password']);
    const location = path.join(cwd, 'data/users.db');
    const database = new DatabaseSync(location);
    database.exec('insert into resource_server_migrations values (99, 0)');
    database.close();
    const newer = await run(['list']);
    assert.match(newer.stderr, /^error: The users database was written by a newer version.*\n$/);
    assert.equal(newer.exitCode, 1);
    writeFileSync(location, 'not a database, whatever its name says\n'.repeat(100));
    const damaged = await run(['list']);
    assert.match(damaged.stderr, /^error: The users database .* is damaged or not a SQLite database.*\n$/);
    assert.equal(damaged.exitCode, 1);
  });
});
