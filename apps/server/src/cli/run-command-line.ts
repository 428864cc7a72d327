import { CommanderError } from 'commander';
import { LocalAuthleteError } from '../local-tokens.ts';
import { UserStoreError } from '../users/user-store-error.ts';
import type { CommandContext } from './command-context.ts';
import { CommandError } from './command-error.ts';
import type { CommandLineIo } from './command-line-io.ts';
import { createProgram, helpHint } from './create-program.ts';
import { UsageError } from './usage-error.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command. Whatever goes wrong ends in a line on `io.stderr`, never in a stack trace.
 *
 * @param argv the arguments without the runtime and the script
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function runCommandLine(argv: readonly string[], io: CommandLineIo): Promise<number> {
  const context: CommandContext = { io, exitCode: 0, command: undefined };
  try {
    await createProgram(context).parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Thrown for --help and --version too; what there is to say has been said.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    io.stderr.write(`error: ${describe(error)}\n`);
    if (!isWrongUsage(error)) return FAILED;
    if (context.command !== undefined) io.stderr.write(`${helpHint(context.command)}\n`);
    return WRONG_USAGE;
  }
}

function isWrongUsage(error: unknown): boolean {
  if (error instanceof UserStoreError) {
    return error.code === 'invalid_user' || error.code === 'invalid_database_url';
  }
  return error instanceof UsageError;
}

function describe(error: unknown): string {
  const isExpected =
    error instanceof UsageError ||
    error instanceof CommandError ||
    error instanceof UserStoreError ||
    error instanceof LocalAuthleteError;
  if (isExpected) return error.message;
  const [firstLine = ''] = error instanceof Error ? error.message.split('\n', 1) : [];
  return `The command failed unexpectedly: ${firstLine}`;
}
