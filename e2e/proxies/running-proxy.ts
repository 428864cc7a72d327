import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { TestCertificate } from '../../apps/server/test/protection/test-certificate.ts';
import { freePort } from '../free-port.ts';
import { configurationOf } from './proxy-configuration.ts';
import { type ProxyProgram, PROGRAMS } from './proxy-programs.ts';

const ARGUMENTS: Readonly<Record<ProxyProgram, readonly string[]>> = {
  nginx: ['-c'],
  // One process, and not in the background.
  apache: ['-X', '-f'],
  haproxy: ['-db', '-f'],
};

/** How long a start or a stop may take before the test gives up, in milliseconds. It bounds a hang, it measures nothing. */
const PATIENCE = 10_000;

export interface RunningProxy {
  /** Where clients reach the server behind it, such as `https://127.0.0.1:4711`. */
  readonly url: string;
}

/**
 * Starts a proxy, in the foreground and with files in a folder of its own, and stops it when the test ends.
 *
 * @param change what the test wants other than documented
 */
export async function startProxy(
  t: TestContext,
  program: ProxyProgram,
  backendUrl: string,
  { cert, key }: TestCertificate,
  change: (configuration: string) => string = (configuration) => configuration,
): Promise<RunningProxy> {
  const directory = mkdtempSync(path.join(tmpdir(), `${program}-`));
  const credentials = path.join(directory, 'credentials.pem');
  writeFileSync(credentials, cert + key, { mode: 0o600 });
  const port = await freePort();
  const backend = new URL(backendUrl).host;
  const configuration = path.join(directory, 'configuration');
  writeFileSync(configuration, change(configurationOf(program, { directory, port, backend, credentials })));

  // A file, because not every program can open a pipe under the name /dev/stderr.
  const log = path.join(directory, 'log');
  const output = openSync(log, 'w');
  const child = spawn(PROGRAMS[program].file, [...ARGUMENTS[program], configuration], {
    stdio: ['ignore', output, output],
  });
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
      throw new Error(`${program} did not start: ${readFileSync(log, 'utf8')}`);
    }
    await setTimeout(20);
  }
  return { url: `https://127.0.0.1:${port}` };
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
