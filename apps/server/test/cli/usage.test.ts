import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand } from './run-command.ts';

/** Every mistake: the arguments, and what the line on standard error must say. */
const MISTAKES: readonly (readonly [argv: readonly string[], words: RegExp])[] = [
  [['frobnicate'], /^error: unknown command 'frobnicate'\nSee: resource-server --help\n$/],
  [['user'], /^error: unknown command 'user'\n\(Did you mean users\?\)\n/],
  [['--frobnicate'], /^error: unknown option '--frobnicate'\n/],
  [
    ['users', 'ad'],
    /^error: unknown command 'ad'\n\(Did you mean add\?\)\nSee: resource-server users --help\n$/,
  ],
  [
    ['users', 'add'],
    /^error: missing required argument 'username'\nSee: resource-server users add --help\n$/,
  ],
  [
    ['users', 'add', 'a', 'b'],
    /^error: too many arguments for 'add'\. Expected 1 argument but got 2\.\nSee: /,
  ],
  [['users', 'add', 'a', '--emial', 'x'], /^error: unknown option '--emial'\n\(Did you mean --email\?\)\n/],
  [['users', 'add', 'a', '--subject'], /^error: option '--subject <subject>' argument missing\n/],
  [['users', 'add', 'a b'], /^error: The username must be .*\nSee: resource-server users add --help\n$/],
  [
    ['users', 'add', 'a', '--subject', 'é'],
    /^error: The subject must be 1 to 100 printable ASCII characters/,
  ],
  [['users', 'add', 'a', '--email', 'nobody'], /^error: The claim email must be an e-mail address/],
  [['users', 'add', 'a', '--name', ''], /^error: The claim name has no value: leave it out/],
  [
    ['users', 'add', 'a', '--birthdate', '31.12.1999'],
    /^error: The claim birthdate must be a date as YYYY-MM-DD/,
  ],
  [
    ['users', 'add', 'a', '--updated-at', 'now'],
    /^error: The claim updated_at must be a whole number of seconds/,
  ],
  [['users', 'add', 'a', '--claim', 'nothing'], /^error: Write --claim name=value/],
  [['users', 'add', 'a', '--claim', '=x'], /^error: Write --claim name=value/],
  [['users', 'add', 'a', '--claim', 'sub=2'], /^error: The claim sub cannot be stored/],
  [['users', 'add', 'a', '--claim', 'address={"country":'], /^error: The claim address must be an object/],
  [
    ['users', 'add', 'a', '--claim', 'email_verified=yes'],
    /^error: The claim email_verified must be true or false/,
  ],
  [
    ['users', 'add', 'a', '--password-stdin'],
    /^error: The first line of standard input must be the password/,
  ],
  [['users', 'add', 'a', '--database', 'users.db'], /^error: The database address must start with sqlite:/],
  [
    ['users', 'list', '--limit', '0'],
    /^error: option '--limit <number>' argument '0' is invalid\. A whole number from 1/,
  ],
  [['users', 'show'], /^error: There is no users database at .*: adding a user creates it/],
  [['token', 'issue'], /^error: Say for whom: --user john, --subject 1, or --client-credentials/],
  [
    ['token', 'issue', '--user', 'a', '--subject', '1'],
    /^error: option '--user <username>' cannot be used with/,
  ],
  [
    ['token', 'issue', '--subject', '1', '--scope', 'a "b"'],
    /^error: Write --scope as words separated by spaces/,
  ],
  [
    ['token', 'issue', '--subject', '1', '--expires-in', '1h'],
    /^error: option '--expires-in <seconds>' argument '1h'/,
  ],
  [['token', 'revoke'], /^error: Give one access token: as an argument, or with --token-stdin/],
  [['token', 'revoke', ''], /^error: Give one access token/],
  [['token', 'revoke', 'a', '--token-stdin'], /^error: Give one access token/],
  [['token', 'revoke', '--token-stdin'], /^error: The first line of standard input must be the access token/],
  [['serve', '--port', '65536'], /^error: option '--port <number>' argument '65536' is invalid/],
  [['serve', 'now'], /^error: too many arguments/],
  [['config', 'chek'], /^error: unknown command 'chek'\n\(Did you mean check\?\)\n/],
];

describe('a mistake in the command line', () => {
  for (const [argv, words] of MISTAKES) {
    it(`is told: resource-server ${argv.join(' ')}`, async (context) => {
      const cwd = temporaryDirectory(context);
      const { exitCode, stdout, stderr } = await runCommand(argv, { cwd });
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /\n {4}at /);
      assert.equal(stdout, '');
      assert.equal(exitCode, stderr.includes('There is no users database') ? 1 : 2);
      assert.ok(!existsSync(path.join(cwd, 'data')), 'a database was created');
    });
  }

  it('is to name no command, which shows what there is', async (context) => {
    const cwd = temporaryDirectory(context);
    for (const [argv, usage] of [
      [[], /^Usage: resource-server \[options\] \[command\]\n/],
      [['users'], /^Usage: resource-server users \[options\] \[command\]\n/],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCommand(argv, { cwd });
      assert.match(stderr, usage);
      assert.equal(stdout, '');
      assert.equal(exitCode, 2);
    }
  });
});

describe('help', () => {
  const commands = [
    [],
    ['serve'],
    ['users'],
    ['users', 'add'],
    ['users', 'list'],
    ['users', 'show'],
    ['users', 'update'],
    ['users', 'set-password'],
    ['users', 'remove'],
    ['token'],
    ['token', 'issue'],
    ['token', 'revoke'],
    ['config'],
    ['config', 'check'],
  ];
  for (const command of commands) {
    it(`is there for resource-server ${command.join(' ')}`, async (context) => {
      const { exitCode, stdout, stderr } = await runCommand([...command, '--help'], {
        cwd: temporaryDirectory(context),
      });
      assert.match(stdout, new RegExp(`^Usage: ${['resource-server', ...command].join(' ')}`));
      assert.equal(stderr, '');
      assert.equal(exitCode, 0);
    });
  }

  it('shows no way to give a password as an argument, which ps would show to everybody', async (context) => {
    const cwd = temporaryDirectory(context);
    for (const command of commands) {
      const { stdout } = await runCommand([...command, '--help'], { cwd });
      assert.doesNotMatch(stdout, /--[a-z-]*(?:password|secret)[a-z-]* </);
    }
  });

  it('of the parser does not repeat a password that was given as an argument all the same', async (context) => {
    const cwd = temporaryDirectory(context);
    for (const argument of ['--password=correct-horse', '--password', '-pcorrect-horse', 'correct-horse']) {
      const { exitCode, stderr } = await runCommand(['users', 'set-password', 'john', argument], { cwd });
      assert.match(stderr, /^error: (?:unknown option|too many arguments)/);
      assert.doesNotMatch(stderr, /correct-horse/);
      assert.equal(exitCode, 2);
    }
  });

  it('tells the version', async (context) => {
    const { exitCode, stdout } = await runCommand(['--version'], { cwd: temporaryDirectory(context) });
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal(exitCode, 0);
  });
});
