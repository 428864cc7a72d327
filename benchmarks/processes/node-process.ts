import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pin } from './pinning.ts';
import type { Usage } from './reporting.ts';

const directory = path.resolve(import.meta.dirname, '..');

/** A file of this folder that runs as a process of its own, with a channel. */
export class NodeProcess {
  readonly #child: ChildProcess;
  /** Where it listens. */
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @param core the core that it is bound to, where that is possible */
  static async start(
    file: string,
    core: number,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<NodeProcess> {
    const child = fork(path.join(directory, file), [], {
      env: { ...process.env, NODE_ENV: 'production', ...environment },
    });
    pin(child.pid, core);
    const { url } = await nextMessage<{ readonly url: string }>(child);
    return new NodeProcess(child, url);
  }

  usage(): Promise<Usage> {
    return this.ask<Usage>('usage');
  }

  /** Sends a message and waits for the answer to it. */
  ask<Answer>(question: string | object): Promise<Answer> {
    this.#child.send(question);
    return nextMessage<Answer>(this.#child);
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}

/** @throws Error when the process ends instead */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${child.spawnargs.at(-1)} ended with exit code ${code}`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
