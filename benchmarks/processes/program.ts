import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pinnedCommand } from './pinning.ts';
import { usageOfTree } from './process-tree.ts';
import { type Usage, urlOf } from './reporting.ts';

/** A program of the machine that is measured, such as nginx. */
export interface ProgramOptions {
  /** The program and the modules that it loads, where Debian puts them, and the packages that bring them. */
  readonly files: readonly [program: string, ...modules: string[]];
  readonly debianPackages: string;
  readonly arguments: readonly string[];
  /** Its configuration, with names between `@` for what is not known before. */
  readonly configurationFile: string;
  /** What stands for those names, beside the addresses and what `start` knows. */
  readonly values?: Readonly<Record<string, string>>;
}

/** How long a start may take before the run is given up, in milliseconds. */
const PATIENCE = 10_000;

/** The answer that it sends: its content is nobody's concern, its size is. */
const TIME = '{"year":2026,"month":11,"day":23,"hour":14,"minute":45,"second":2}';

/** A program that is measured with all the processes that it works with. */
export class Program {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #directory: string;

  private constructor(child: ChildProcess, url: string, directory: string) {
    this.#child = child;
    this.url = url;
    this.#directory = directory;
  }

  /** Which package is missing here, or `undefined`. */
  static missing({ files, debianPackages }: ProgramOptions): string | undefined {
    return files.every((file) => existsSync(file)) ? undefined : debianPackages;
  }

  /**
   * Starts it with files in a folder of its own, and waits until it listens.
   *
   * @param addresses host and port of others, by the name that the configuration has for them
   */
  static async start(
    options: ProgramOptions,
    core: number,
    addresses: Readonly<Record<string, string>>,
  ): Promise<Program> {
    const directory = mkdtempSync(path.join(tmpdir(), 'benchmark-'));
    // Its workers may run as somebody else.
    chmodSync(directory, 0o755);
    mkdirSync(path.join(directory, 'files', 'api'), { recursive: true });
    writeFileSync(path.join(directory, 'files', 'api', 'time'), TIME);

    const port = await freePort();
    const values = {
      DIRECTORY: directory,
      PORT: String(port),
      MODULES: path.dirname(options.files.at(-1) ?? ''),
      HERE: path.dirname(options.configurationFile),
      USER: process.getuid?.() === 0 ? 'User www-data' : '',
      ...addresses,
      ...options.values,
    };
    const configuration = path.join(directory, 'configuration');
    writeFileSync(configuration, fillIn(readFileSync(options.configurationFile, 'utf8'), values));
    const command = [options.files[0], ...options.arguments, configuration];
    const [file = '', ...args] = pinnedCommand(core, command);
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const program = new Program(child, `http://127.0.0.1:${port}`, directory);
    try {
      await program.#untilItAccepts(port);
    } catch (error) {
      await program.stop();
      throw error;
    }
    return program;
  }

  usage(): Promise<Usage> {
    return Promise.resolve(usageOfTree(this.#child.pid ?? 0));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.#directory, { recursive: true });
  }

  async #untilItAccepts(port: number): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    while (!(await accepts(port))) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        const log = path.join(this.#directory, 'error.log');
        throw new Error(
          `${this.#child.spawnargs.join(' ')}: ${existsSync(log) ? readFileSync(log, 'utf8') : 'does not start'}`,
        );
      }
      await setTimeout(20);
    }
  }
}

function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/@([A-Z]+)@/g, (name, key: string) => values[key] ?? name);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = new URL(urlOf(server));
  server.close();
  await once(server, 'close');
  return Number(port);
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
