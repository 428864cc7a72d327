import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Whether processes can be bound to cores here, and there is more than one. */
export const canPin: boolean = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** What is measured has a core, and what measures, the authority included, has another. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Binds a process and all of its threads to a core, where that is possible. */
export function pin(pid: number | undefined, core: number): void {
  if (canPin && pid !== undefined) spawnSync('taskset', ['-acp', String(core), String(pid)]);
}

/** The command line that runs a program on a core, where that is possible: what it starts stays there too. */
export function pinnedCommand(core: number, command: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', String(core), ...command] : command;
}
