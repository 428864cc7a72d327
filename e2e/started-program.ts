import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '..');

/** How long a start may take before the test gives up, in milliseconds. Generous: it bounds a hang, it measures nothing. */
const PATIENCE = 60_000;

/** What is run: the newcomer's command, or what it comes down to, which starts a second earlier. */
type Command = 'npm start' | 'serve --local';

/** What `npm start` starts: real processes, on ports and with a database of their own. */
export class StartedProgram {
  readonly url: string;
  readonly authleteUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly #child: ChildProcess;
  readonly #directory: string;
  #output = '';

  private constructor(
    command: Command,
    port: number,
    authletePort: number,
    environment: Readonly<Record<string, string>>,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.authleteUrl = `http://127.0.0.1:${authletePort}`;
    this.#directory = mkdtempSync(path.join(tmpdir(), 'e2e-'));
    this.environment = {
      ...process.env,
      PORT: String(port),
      LOCAL_AUTHLETE_PORT: String(authletePort),
      DATABASE_URL: `sqlite:${path.join(this.#directory, 'users.db')}`,
      LOCAL_AUTHLETE_STATE: path.join(this.#directory, 'local-authlete.db'),
      ...environment,
    };
    const [file, ...args] =
      command === 'npm start'
        ? ['npm', 'start']
        : [process.execPath, 'apps/server/src/main.ts', 'serve', '--local'];
    this.#child = spawn(file, args, {
      cwd: root,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a terminal gives it.
      detached: true,
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /**
   * @param environment further variables
   */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    command: Command = 'npm start',
  ): Promise<StartedProgram> {
    const program = new StartedProgram(command, await freePort(), await freePort(), environment);
    await program.#ready();
    return program;
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Does what Ctrl-C does, a signal to the whole process group, and resolves when the command has ended. */
  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    process.kill(-(this.#child.pid ?? 0), 'SIGINT');
    await exited;
    rmSync(this.#directory, { recursive: true });
  }

  /** Does what a supervisor does: SIGTERM to `npm` alone. Resolves when nothing answers any more. */
  async terminate(): Promise<void> {
    this.#child.kill('SIGTERM');
    while (await answers(this.url)) await setTimeout(50);
    rmSync(this.#directory, { recursive: true });
  }

  async #ready(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#child.on('exit', () => reject(new Error(`did not start: ${this.#output}`)));
    this.#child.stdout?.on('data', () => {
      if (/^Another token: /m.test(this.#output)) resolve();
    });
    const late = new AbortController();
    setTimeout(PATIENCE, undefined, { signal: late.signal }).then(
      () => reject(new Error(`not ready in time: ${this.#output}`)),
      () => undefined,
    );
    await promise.finally(() => late.abort());
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
