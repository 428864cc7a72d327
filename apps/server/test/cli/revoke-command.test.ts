import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test, type TestContext } from 'node:test';
import { ADMIN, ADMIN_TOKEN, statusesOf } from '../admin/admin-client.ts';
import { type RunningParts, startParts } from '../running-parts.ts';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { type CommandRun, runCommand } from './run-command.ts';

interface Setting {
  readonly parts: RunningParts;
  readonly run: (
    argv: readonly string[],
    input?: string,
    environment?: Record<string, string>,
  ) => Promise<CommandRun>;
}

/** A server with an admin listener, and the command line beside it with the same variables. */
async function start(t: TestContext): Promise<Setting> {
  const parts = await startParts(t, ADMIN);
  const cwd = temporaryDirectory(t);
  return {
    parts,
    run: (argv, input = '', environment = {}) =>
      runCommand(['revoke', ...argv], {
        cwd,
        input,
        environment: { ADMIN_TOKEN, ADMIN_PORT: new URL(parts.adminUrl).port, ...environment },
      }),
  };
}

suite('revoke', () => {
  test('a token comes in standard input, and the next request with it is refused', async (t) => {
    const { parts, run } = await start(t);
    const token = await parts.issueToken();
    assert.deepEqual(await run(['--token-stdin'], `${token}\n`), {
      exitCode: 0,
      stdout: 'Revoked.\n',
      stderr: '',
    });
    assert.deepEqual(await statusesOf(parts, token), [401, 401]);
  });

  test('all tokens of a subject, a client or a grant', async (t) => {
    const { parts, run } = await start(t);
    for (const option of [
      ['--subject', '1'],
      ['--client', '1001'],
    ]) {
      const token = await parts.issueToken();
      assert.deepEqual(await run(option), { exitCode: 0, stdout: 'Revoked.\n', stderr: '' });
      assert.deepEqual(await statusesOf(parts, token), [401, 401]);
    }
    const { exitCode, stdout } = await run(['--grant', 'g1']);
    assert.deepEqual(
      [exitCode, stdout],
      [0, 'Revoked; Authlete has no call that revokes all tokens of a grant.\n'],
    );
  });

  test('prints JSON', async (t) => {
    const { run } = await start(t);
    const { exitCode, stdout } = await run(['--subject', '1', '--json']);
    assert.deepEqual([exitCode, JSON.parse(stdout)], [0, { revoked: 'subject', authority: 'told' }]);
  });

  test('where Authlete could not be told: exit code 1, and what to do', async (t) => {
    const { parts, run } = await start(t);
    parts.authlete.failures.add({ kind: 'status', status: 500, endpoint: '/auth/token/revoke' });
    const { exitCode, stdout, stderr } = await run(['--subject', '1']);
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(stderr, /could not be told: Authlete answered with HTTP 500\.\n.*Repeat the command/);
    const json = await run(['--subject', '1', '--json']);
    assert.deepEqual([json.exitCode, JSON.parse(json.stdout).authority], [1, 'failed']);
  });

  test('the first of several admin tokens is used', async (t) => {
    const { run } = await start(t);
    const right = await run(['--subject', '1'], '', { ADMIN_TOKEN: `${ADMIN_TOKEN}, other` });
    assert.equal(right.exitCode, 0, right.stderr);
  });
});

suite('revoke, wrong usage: exit code 2', () => {
  for (const [name, argv, environment, expected] of [
    ['nothing to revoke', [], {}, /Say what to revoke/],
    ['two things to revoke', ['--subject', '1', '--client', '2'], {}, /Say what to revoke/],
    ['a token and a subject', ['--subject', '1', '--token-stdin'], {}, /Say what to revoke/],
    ['an empty subject', ['--subject', ''], {}, /Say what to revoke/],
    ['a token as an argument', ['tok3n-of-somebody'], {}, /too many arguments/],
    ['no admin token', ['--subject', '1'], { ADMIN_TOKEN: '' }, /Set ADMIN_TOKEN/],
    ['no port', ['--subject', '1'], { ADMIN_PORT: '' }, /--url, or ADMIN_PORT/],
    ['http to another machine', ['--subject', '1', '--url', 'http://192.0.2.1:9001'], {}, /https:/],
    ['a URL with a path', ['--subject', '1', '--url', 'https://a.example/admin'], {}, /https:\/\/host:port/],
    ['no URL', ['--subject', '1', '--url', 'here'], {}, /https:\/\/host:port/],
    ['no token in standard input', ['--token-stdin'], {}, /first line of standard input/],
  ] as const) {
    test(name, async (t) => {
      const { exitCode, stdout, stderr } = await runCommand(['revoke', ...argv], {
        cwd: temporaryDirectory(t),
        environment: { ADMIN_TOKEN, ADMIN_PORT: '9', ...environment },
      });
      assert.deepEqual([exitCode, stdout], [2, '']);
      assert.match(stderr, expected);
      assert.ok(!stderr.includes('tok3n'));
      assert.ok(!stderr.includes(ADMIN_TOKEN));
    });
  }
});

suite('revoke, when the server does not do it: exit code 1, and what to do', () => {
  test('nobody answers', async (t) => {
    const { parts, run } = await start(t);
    await parts.close();
    const { exitCode, stderr } = await run(['--subject', '1']);
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^error: No admin listener answers at http:\/\/127\.0\.0\.1:\d+\. Start the server with/,
    );
  });

  test('another admin token', async (t) => {
    const { run } = await start(t);
    const { exitCode, stderr } = await run(['--subject', '1'], '', {
      ADMIN_TOKEN: ADMIN_TOKEN.toUpperCase(),
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /does not accept ADMIN_TOKEN/);
    assert.ok(!stderr.includes(ADMIN_TOKEN.toUpperCase()));
  });

  test('something that is no token', async (t) => {
    const { run } = await start(t);
    const { exitCode, stderr } = await run(['--token-stdin'], 'Bearer tok3n\n');
    assert.equal(exitCode, 1);
    assert.match(stderr, /does not take this for a token or a name/);
    assert.ok(!stderr.includes('tok3n'));
  });

  for (const [status, expected] of [
    [503, /its log says why/],
    [404, /HTTP 404/],
    [307, /No admin listener answers/],
  ] as const) {
    test(`HTTP ${status}`, async (t) => {
      const server = createServer((_request, response) => {
        response.writeHead(status, { Location: 'http://127.0.0.1:9/' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      const { exitCode, stderr } = await runCommand(['revoke', '--subject', '1'], {
        cwd: temporaryDirectory(t),
        environment: { ADMIN_TOKEN, ADMIN_PORT: String((server.address() as AddressInfo).port) },
      });
      assert.equal(exitCode, 1);
      assert.match(stderr, expected);
    });
  }
});
