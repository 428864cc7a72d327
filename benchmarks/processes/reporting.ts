import type { AddressInfo, Server } from 'node:net';

/** What a measured process has used. */
export interface Usage {
  /** CPU time since its start, user and system, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory in MiB. */
  readonly memory: number;
}

/**
 * Called in the measured process: tells where it listens, then how much it has used whenever it is asked.
 *
 * @param counts what it tells besides
 */
export function reportTo(channel: NodeJS.Process, url: string, counts: object = {}): void {
  channel.on('message', () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = {
      cpuSeconds: (user + system) / 1e6,
      memory: process.memoryUsage.rss() / 1_048_576,
    };
    channel.send?.({ ...usage, ...counts });
  });
  channel.on('disconnect', () => channel.exit(0));
  channel.send?.({ url });
}

/** The address of a server that listens on this machine. */
export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
