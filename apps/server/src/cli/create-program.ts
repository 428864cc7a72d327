import { Command } from 'commander';
import { readVersion } from '../version.ts';
import type { CommandContext } from './command-context.ts';
import { addConfigCommands } from './config-commands.ts';
import { addRevokeCommand } from './revoke-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addTokenCommands } from './token/token-commands.ts';
import { addUsersCommands } from './users/users-commands.ts';

/**
 * The command line as a tree of commands. Parsing throws a `CommanderError` after it has said what is wrong,
 * or what `--help` asked for.
 */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io;
  const program = new Command('resource-server')
    .description('An OAuth 2.0 resource server: a UserInfo endpoint and a protected API, on Authlete.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(hideValues(text)),
    })
    .hook('preAction', (_program, command) => {
      context.command = command;
    })
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server serve --local
  $ resource-server users add john --name "John Smith" --email john@example.com
  $ resource-server token issue --user john
  $ resource-server config check

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    );
  addServeCommand(program, context);
  addUsersCommands(program, context);
  addTokenCommands(program, context);
  addRevokeCommand(program, context);
  addConfigCommands(program, context);
  addHints(program);
  return program;
}

/** What is said after an error of usage. */
export function helpHint(command: Command): string {
  const names: string[] = [];
  for (let current: Command | null = command; current !== null; current = current.parent) {
    names.unshift(current.name());
  }
  return `See: ${names.join(' ')} --help`;
}

function addHints(command: Command): void {
  command.showHelpAfterError(helpHint(command));
  for (const subcommand of command.commands) addHints(subcommand);
}

/**
 * The parser quotes what it does not expect: `--password=…`, `-p…`, or a password behind a username. Nobody
 * should read that.
 */
function hideValues(text: string): string {
  return text
    .replace(/(unknown option '(?:--[^'=]*|-[^-'])).*'/s, "$1'")
    .replace(/(too many arguments.* got \d+): .*\n/s, '$1.\n');
}
