import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { TestCertificate } from '../../apps/server/test/protection/test-certificate.ts';
import { PROGRAMS } from '../debian-programs.ts';
import { startServerProgram } from '../running-program.ts';
import { configurationOf, type ProxyProgram } from './proxy-configuration.ts';

const ARGUMENTS: Readonly<Record<ProxyProgram, readonly string[]>> = {
  nginx: ['-c'],
  // One process, and not in the background.
  apache: ['-X', '-f'],
  haproxy: ['-db', '-f'],
};

export interface RunningProxy {
  /** Where clients reach the server behind it, such as `https://127.0.0.1:4711`. */
  readonly url: string;
}

/**
 * Starts a proxy, and stops it when the test ends.
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
  const backend = new URL(backendUrl).host;
  const server = { name: program, file: PROGRAMS[program].file, args: ARGUMENTS[program] };
  const address = await startServerProgram(t, server, ({ directory, port }) => {
    const credentials = path.join(directory, 'credentials.pem');
    writeFileSync(credentials, cert + key, { mode: 0o600 });
    return change(configurationOf(program, { directory, port, backend, credentials }));
  });
  return { url: `https://${address}` };
}
