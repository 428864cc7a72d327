import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createLocalAuthlete } from '../src/index.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function start(
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, LOCAL_AUTHLETE_STATE: 'memory', ...environment },
  });
}

/** Runs the command to its end. */
async function run(
  args: readonly string[],
  environment?: Record<string, string>,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = start(args, environment);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, stdout, stderr };
}

describe('local-authlete, the command', { concurrency: true }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`runs, says that it is for development only, and stops cleanly on ${signal}`, async () => {
      const child = start(['--port', '0', '--api-secret', 'from-the-arguments'], {
        LOCAL_AUTHLETE_SERVICE_ID: '777',
        LOCAL_AUTHLETE_API_SECRET: 'from-the-environment',
      });
      let output = '';
      child.stdout.setEncoding('utf8');
      for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
        output += String(chunk);
        if (output.includes('Ctrl-C')) {
          break;
        }
      }
      assert.match(output, /FOR DEVELOPMENT AND TESTS ONLY/);
      assert.match(output, /from-the-arguments/);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      const response = await fetch(`${url}/api/777/service/jwks/get`, {
        headers: { authorization: 'Bearer local-access-token' },
      });
      assert.equal(response.status, 200);
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });
  }

  it('exits with 1 and one line when another process has the state', async (t) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'local-authlete-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const state = path.join(directory, 'data', 'state.db');
    const first = await createLocalAuthlete({ port: 0, state });
    t.after(async () => first.close());
    const { code, stderr } = await run(['--port', '0', '--state', state]);
    assert.equal(code, 1);
    assert.match(stderr, /^local-authlete: \S+state\.db is in use by another local Authlete: .+\n$/);
  });

  it('shows help', async () => {
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /--service-access-token/);
  });

  it('exits with 2 and one line and a hint when the usage is wrong', async () => {
    for (const [args, environment] of [
      [['--nonsense'], {}],
      [['--port', 'x'], {}],
      [[], { LOCAL_AUTHLETE_HOST: '0.0.0.0' }],
    ] as const) {
      const { code, stdout, stderr } = await run(args, environment);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^local-authlete: .+\nTry local-authlete --help\.\n$/);
    }
  });

  it('exits with 1 and one line when the port is in use', async (t) => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await run(['--port', String(port)]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^local-authlete: port ${port} on 127\\.0\\.0\\.1 is in use; .+\\n$`));
  });
});
