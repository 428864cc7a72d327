import type { Command } from 'commander';
import type { CommandLineIo } from './command-line-io.ts';

/** One run of the command line. */
export interface CommandContext {
  readonly io: CommandLineIo;
  /** Set by a command that does not throw when it fails; 0 at the start. */
  exitCode: number;
  /** The command that runs; `undefined` as long as the arguments are parsed. */
  command: Command | undefined;
}
