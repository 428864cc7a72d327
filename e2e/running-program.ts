import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** How long a start or a stop may take before the test gives up, in milliseconds. It bounds a hang, it measures nothing. */
const PATIENCE = 10_000;

/** A server of others, and how it is started in the foreground: the name of its configuration follows the arguments. */
export interface ServerProgram {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

/** What a program has for itself in a test. */
export interface Surroundings {
  /** An empty folder for everything that it writes. */
  readonly directory: string;
  /** Of 127.0.0.1. */
  readonly port: number;
}

/**
 * Starts a program, in the foreground and with files in a folder of its own, and stops it when the test ends.
 *
 * @returns where it listens, such as `127.0.0.1:4711`
 */
export async function startServerProgram(
  t: TestContext,
  { name, file, args }: ServerProgram,
  configure: (surroundings: Surroundings) => string,
): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), `${name}-`));
  const port = await freePort();
  const configuration = path.join(directory, 'configuration');
  writeFileSync(configuration, configure({ directory, port }));

  // A file, because not every program can open a pipe under the name /dev/stderr.
  const log = path.join(directory, 'log');
  const output = openSync(log, 'w');
  const child = spawn(file, [...args, configuration], { stdio: ['ignore', output, output] });
  closeSync(output);
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    const kill = new AbortController();
    setTimeout(PATIENCE, undefined, { signal: kill.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await exited.finally(() => kill.abort());
    rmSync(directory, { recursive: true });
  });

  const deadline = Date.now() + PATIENCE;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`${name} did not start: ${readFileSync(log, 'utf8')}`);
    }
    await setTimeout(20);
  }
  return `127.0.0.1:${port}`;
}

/** Whether somebody listens. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
