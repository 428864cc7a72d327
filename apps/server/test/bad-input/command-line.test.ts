import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { suite, test, type TestContext } from 'node:test';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { documentedRows } from './documented-rows.ts';

interface CommandLine {
  run(argv: readonly string[]): Promise<{ exitCode: number; output: string }>;
}

/** A command line of its own, with john in its users database and nothing running where local Authlete would be. */
async function createCommandLine(t: TestContext): Promise<CommandLine> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'command-line-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  const run: CommandLine['run'] = async (argv) => {
    const stderr = new PassThrough();
    const stdin = new PassThrough();
    stdin.end();
    // Port 1 is one that nobody listens on.
    const environment = { LOCAL_AUTHLETE_PORT: '1' };
    const exitCode = await runCommandLine(argv, {
      stdin,
      stdout: new PassThrough(),
      stderr,
      environment,
      cwd,
    });
    return { exitCode, output: String(stderr.read() ?? '') };
  };
  const added = await run(['users', 'add', 'john', '--no-password']);
  assert.equal(added.exitCode, 0, added.output);
  return { run };
}

/** The words of a row such as `` `users add john` (who is there already) ``. */
function argvOf(row: string): string[] {
  return (/^`([^`]+)`/.exec(row)?.[1] ?? '').split(' ');
}

suite('mistakes on the command line', () => {
  for (const [row = '', exitCode, words = ''] of documentedRows('Command line')) {
    test(row, async (t) => {
      const commandLine = await createCommandLine(t);
      const { exitCode: actual, output } = await commandLine.run(argvOf(row));
      assert.equal(String(actual), exitCode, output);
      assert.ok(output.toLowerCase().includes(words.toLowerCase()), `"${words}" is not in: ${output}`);
      assert.doesNotMatch(output, / at .*:\d+:\d+/, 'a stack trace');
    });
  }
});
