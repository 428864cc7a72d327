import type { Command } from 'commander';
import type { CommandLineIo } from '../command-line-io.ts';
import { CommandError } from '../command-error.ts';
import { writeColumns } from '../output.ts';
import { prompt } from '../prompt.ts';
import { UsageError } from '../usage-error.ts';
import { findUser } from './find-user.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { describeUser } from './print-user.ts';

interface UsersRemoveOptions extends DatabaseOptions {
  readonly subject?: string;
  readonly yes?: boolean;
}

export function addUsersRemove(users: Command, io: CommandLineIo): void {
  users
    .command('remove')
    .summary('remove a user')
    .description(
      'Removes a user with all claims, for good. Asks before it does. Access tokens of the user get no claims any more. ' +
        'To keep the user but stop the service: resource-server users update USERNAME --inactive',
    )
    .argument('[username]', 'the user, in any case')
    .option('--subject <subject>', 'name the user by subject instead')
    .option('-y, --yes', 'do not ask')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users remove john
  $ resource-server users remove --subject 1 --yes`,
    )
    .action((username: string | undefined, options: UsersRemoveOptions) => removeUser(io, username, options));
}

async function removeUser(
  io: CommandLineIo,
  username: string | undefined,
  options: UsersRemoveOptions,
): Promise<void> {
  const { subject, yes = false } = options;
  const user = await withUserStore(io, options, (store) => findUser(store, { username, subject }));
  if (!yes) await confirm(io, `Remove ${describeUser(user)} for good? [y/N] `);
  await withUserStore(io, options, (store) => store.remove(user.subject));
  writeColumns(io.stdout, [[`Removed ${describeUser(user)}.`]]);
}

async function confirm(io: CommandLineIo, question: string): Promise<void> {
  if (io.stdin.isTTY !== true) throw new UsageError('Nobody is there to ask: say --yes to remove the user.');
  const answer = await prompt(io, question);
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandError('Not removed.');
}
