import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryDirectory } from '../users/temporary-directory.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts');

/** Runs the program in a process of its own. */
async function run(
  argv: readonly string[],
  { cwd, input = '', reads = true }: { cwd: string; input?: string; reads?: boolean },
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd, env: {} });
  child.stdin.end(input);
  if (!reads) child.stdout.destroy();
  const exitCode = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const [stdout, stderr] = await Promise.all([reads ? text(child.stdout) : '', text(child.stderr)]);
  return { exitCode: await exitCode, stdout, stderr };
}

describe('the program', () => {
  it('does what it is told and ends with 0, with no password in its arguments', async (context) => {
    const cwd = temporaryDirectory(context);
    const { exitCode, stdout, stderr } = await run(
      ['users', 'add', 'john', '--subject', '1', '--password-stdin'],
      {
        cwd,
        input: 'secret\n',
      },
    );
    assert.deepEqual(
      { exitCode, stdout, stderr },
      { exitCode: 0, stdout: 'Added john (subject 1).\n', stderr: '' },
    );
  });

  it('ends with 1 when it failed and with 2 when it was called wrongly', async (context) => {
    const cwd = temporaryDirectory(context);
    assert.equal((await run(['users', 'list'], { cwd })).exitCode, 1);
    assert.equal((await run(['users', 'lits'], { cwd })).exitCode, 2);
  });

  it('does not mind a reader that has seen enough', async (context) => {
    const { exitCode, stderr } = await run(['--help'], { cwd: temporaryDirectory(context), reads: false });
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
  });
});
