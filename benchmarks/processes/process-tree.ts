import { readdirSync, readFileSync } from 'node:fs';
import type { Usage } from './reporting.ts';

/** Clock ticks of `/proc` in a second: Linux tells its programs 100, whatever its own clock does. */
const TICKS_PER_SECOND = 100;

/**
 * What a process and all of its descendants have used: what a server is that works with several processes. Memory that they
 * share is counted once. To be read on Linux only.
 */
export function usageOfTree(root: number): Usage {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const fields = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (fields === undefined) continue;
    parents.set(pid, Number(fields[1]));
    // utime, stime, and the same of children that have ended (proc_pid_stat(5), fields 14 to 17).
    ticks.set(
      pid,
      fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0),
    );
  }
  const members = [...parents.keys()].filter((pid) => isWithin(root, pid, parents));
  return {
    cpuSeconds: sum(members.map((pid) => ticks.get(pid) ?? 0)) / TICKS_PER_SECOND,
    memory: sum(members.map((pid) => proportionalSetSize(pid))) / 1024,
  };
}

/** The fields of `/proc/PID/stat` from the third on: the second, a name, may hold blanks. */
function readStat(pid: number): string[] | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function isWithin(root: number, pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let current: number | undefined = pid; current; current = parents.get(current)) {
    if (current === root) return true;
  }
  return false;
}

/** In KiB. */
function proportionalSetSize(pid: number): number {
  return Number(/^Pss: +(\d+)/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
}

/** `undefined` for a process that has ended meanwhile. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
