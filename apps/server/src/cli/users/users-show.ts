import type { Command } from 'commander';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { findUser } from './find-user.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { toJsonUser, toRows } from './print-user.ts';

interface UsersShowOptions extends DatabaseOptions {
  readonly subject?: string;
  readonly json?: boolean;
}

export function addUsersShow(users: Command, io: CommandLineIo): void {
  users
    .command('show')
    .summary('show a user')
    .description('Shows a user with all claims.')
    .argument('[username]', 'the user, in any case')
    .option('--subject <subject>', 'name the user by subject instead')
    .addOption(databaseOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users show john
  $ resource-server users show --subject 1 --json`,
    )
    .action((username: string | undefined, options: UsersShowOptions) => showUser(io, username, options));
}

async function showUser(
  io: CommandLineIo,
  username: string | undefined,
  options: UsersShowOptions,
): Promise<void> {
  const { subject, json = false } = options;
  const user = await withUserStore(io, options, (store) => findUser(store, { username, subject }));
  if (json) writeJson(io.stdout, toJsonUser(user));
  else writeColumns(io.stdout, toRows(user));
}
