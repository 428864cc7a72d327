import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What a measured process tells of itself. */
export interface Usage {
  /** CPU time since its start, user and system, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory in MiB. */
  readonly memory: number;
}

/** Called in the measured process: tells where it listens, then how much it has used whenever it is asked. */
export function reportTo(channel: NodeJS.Process, url: string): void {
  channel.on('message', () => {
    const { user, system } = process.cpuUsage();
    channel.send?.({ cpuSeconds: (user + system) / 1e6, memory: process.memoryUsage.rss() / 1_048_576 });
  });
  channel.on('disconnect', () => channel.exit(0));
  channel.send?.({ url });
}

/** The address of a server that listens on this machine. */
export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Whether servers and load run on different cores. */
export const pinned: boolean = canPin;

/** A process that is measured, or that measures. */
export class MeasuredProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @param core the core it is bound to, where that is possible */
  static async start(
    file: string,
    core: number,
    environment: Record<string, string> = {},
  ): Promise<MeasuredProcess> {
    const child = forkPinned(file, core, environment);
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return new MeasuredProcess(child, message.url);
  }

  async usage(): Promise<Usage> {
    this.#child.send('usage');
    const [usage] = (await once(this.#child, 'message')) as [Usage];
    return usage;
  }

  stop(): void {
    this.#child.disconnect();
  }
}

/** Starts a file of this folder as a process with a channel, bound to a core where that is possible. */
export function forkPinned(
  file: string,
  core: number,
  environment: Record<string, string>,
  args: string[] = [],
): ChildProcess {
  const script = path.join(import.meta.dirname, file);
  const child = fork(script, args, { env: { ...process.env, NODE_ENV: 'production', ...environment } });
  if (canPin && child.pid !== undefined) spawnSync('taskset', ['-acp', String(core), String(child.pid)]);
  return child;
}
