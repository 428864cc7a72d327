import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { temporaryDirectory } from '../users/temporary-directory.ts';
import { runCommand, type CommandRun } from './run-command.ts';

const EIDAS = {
  verification: { trust_framework: 'eidas', assurance_level: 'substantial' },
  claims: { given_name: 'Max', family_name: 'Meier' },
};
const BANK = { verification: { trust_framework: 'de_aml' }, claims: { given_name: 'Max' } };

interface CommandLine {
  /** Runs `users verified-claims`. */
  readonly run: (...argv: readonly string[]) => Promise<CommandRun>;
  /** What is stored of john beside his name. */
  readonly stored: () => Promise<unknown>;
  readonly write: (file: string, content: unknown) => void;
}

/** A command line of its own, with john in its users database. */
async function createCommandLine(context: TestContext): Promise<CommandLine> {
  const cwd = temporaryDirectory(context);
  await runCommand(['users', 'add', 'john', '--subject', '1', '--no-password', '--name', 'John'], { cwd });
  return {
    run: (...argv) => runCommand(['users', 'verified-claims', ...argv], { cwd }),
    stored: async () => {
      const { stdout } = await runCommand(['users', 'show', 'john', '--json'], { cwd });
      const { name, ...claims } = (JSON.parse(stdout) as { claims: Record<string, unknown> }).claims;
      assert.equal(name, 'John');
      return claims;
    },
    write: (file, content) =>
      writeFileSync(path.join(cwd, file), typeof content === 'string' ? content : JSON.stringify(content)),
  };
}

describe('users verified-claims set', () => {
  it('stores the documents of a file instead of those that were there', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    write('one.json', EIDAS);
    write('two.json', [EIDAS, BANK]);
    const first = await run('set', 'john', '--file', 'one.json');
    assert.deepEqual(first, {
      exitCode: 0,
      stdout: 'Stored one document of john (subject 1).\n',
      stderr: '',
    });
    assert.deepEqual(await stored(), { verified_claims: EIDAS });
    const second = await run('set', '--subject', '1', '--file', 'two.json');
    assert.equal(second.stdout, 'Stored 2 documents of john (subject 1).\n');
    assert.deepEqual(await stored(), { verified_claims: [EIDAS, BANK] });
  });

  it('reads a file such as the examples of the specification, with a byte order mark as well', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    write('wrapped.json', `\uFEFF${JSON.stringify({ verified_claims: [BANK] }, null, 2)}`);
    await run('set', 'john', '--file', 'wrapped.json');
    assert.deepEqual(await stored(), { verified_claims: [BANK] });
  });

  it('stores nothing of a file in which one document is wrong, and says where it is wrong', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    write('good.json', EIDAS);
    write('bad.json', [BANK, { ...EIDAS, verification: { trust_framework: 'eidas', time: 'yesterday' } }]);
    await run('set', 'john', '--file', 'good.json');
    const { exitCode, stderr } = await run('set', 'john', '--file', 'bad.json');
    assert.match(stderr, /^error: verified_claims\[1\]\.verification\.time must be a time with its zone as /);
    assert.equal(exitCode, 2);
    assert.deepEqual(await stored(), { verified_claims: EIDAS });
  });

  it('says in which line a file is not JSON', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    write('broken.json', '{\n  "verification": {},\n  "claims": {},\n}\n');
    const { exitCode, stderr } = await run('set', 'john', '--file', 'broken.json');
    assert.match(stderr, /^error: The file of --file is not JSON: see line 4, column 1\.\n/);
    assert.equal(exitCode, 2);
    assert.deepEqual(await stored(), {});
  });

  it('needs a file that can be read', async (context) => {
    const { run } = await createCommandLine(context);
    assert.match(
      (await run('set', 'john')).stderr,
      /^error: required option '--file <path>' not specified\n/,
    );
    const missing = await run('set', 'john', '--file', 'missing.json');
    assert.match(missing.stderr, /^error: The file of --file cannot be read \(ENOENT\)\.\n/);
    assert.equal(missing.exitCode, 2);
  });
});

describe('users verified-claims show', () => {
  it('prints JSON that set reads again', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    const documents = [{ ...EIDAS, claims: { given_name: 'Max\u202e\u001b[2J' } }];
    write('documents.json', documents);
    await run('set', 'john', '--file', 'documents.json');
    const { stdout } = await run('show', 'john');
    assert.match(stdout, /^\[\n {2}\{\n {4}"verification": \{\n/);
    assert.match(stdout, /"given_name": "Max\\u202e\\u001b\[2J"/);
    write('shown.json', stdout);
    assert.equal((await run('set', 'john', '--file', 'shown.json')).exitCode, 0);
    assert.deepEqual(await stored(), { verified_claims: documents });
    assert.equal((await run('show', '--subject', '1', '--json')).stdout, `${JSON.stringify(documents)}\n`);
  });
});

describe('users verified-claims remove', () => {
  it('removes all documents and no other claim', async (context) => {
    const { run, stored, write } = await createCommandLine(context);
    write('documents.json', [EIDAS, BANK]);
    await run('set', 'john', '--file', 'documents.json');
    const removed = await run('remove', 'john');
    assert.deepEqual(removed, {
      exitCode: 0,
      stdout: 'Removed the verified claims of john (subject 1).\n',
      stderr: '',
    });
    assert.deepEqual(await stored(), {});
  });
});

describe('users verified-claims', () => {
  it('says so where a user has none', async (context) => {
    const { run } = await createCommandLine(context);
    for (const command of ['show', 'remove']) {
      const { exitCode, stderr } = await run(command, 'john');
      assert.equal(stderr, 'error: john (subject 1) has no verified claims.\n');
      assert.equal(exitCode, 1);
    }
  });

  it('says so where there is no such user, and where none is named', async (context) => {
    const { run, write } = await createCommandLine(context);
    write('documents.json', EIDAS);
    for (const argv of [['set', '--file', 'documents.json'], ['show'], ['remove']]) {
      assert.match((await run(...argv, 'nobody')).stderr, /^error: There is no user nobody\./);
      assert.match((await run(...argv)).stderr, /^error: Name one user, by username or with --subject\.\n/);
    }
  });
});
