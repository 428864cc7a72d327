import type { Command } from 'commander';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { findUser } from './find-user.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { describeUser } from './print-user.ts';
import { readPassword } from './read-password.ts';

interface UsersSetPasswordOptions extends DatabaseOptions {
  readonly subject?: string;
  readonly passwordStdin?: boolean;
}

export function addUsersSetPassword(users: Command, io: CommandLineIo): void {
  users
    .command('set-password')
    .summary('set the password of a user')
    .description('Sets the password of a user. Asks for it in a terminal, and never takes it as an argument.')
    .argument('[username]', 'the user, in any case')
    .option('--subject <subject>', 'name the user by subject instead')
    .option('--password-stdin', 'read the password from the first line of standard input')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users set-password john
  $ echo "$PASSWORD" | resource-server users set-password john --password-stdin`,
    )
    .action((username: string | undefined, options: UsersSetPasswordOptions) =>
      setPassword(io, username, options),
    );
}

async function setPassword(
  io: CommandLineIo,
  username: string | undefined,
  options: UsersSetPasswordOptions,
): Promise<void> {
  const { subject, passwordStdin = false } = options;
  // Two openings, because nobody should wait for a password with the database in hand.
  const user = await withUserStore(io, options, (store) => findUser(store, { username, subject }));
  const password = await readPassword(io, passwordStdin, 'New password: ');
  if (password === undefined) {
    throw new UsageError('There is no password: type one in a terminal, or use --password-stdin.');
  }
  await withUserStore(io, options, (store) => store.setPassword(user.subject, password));
  writeColumns(io.stdout, [[`Set the password of ${describeUser(user)}.`]]);
}
