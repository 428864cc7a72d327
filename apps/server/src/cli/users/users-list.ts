import type { Command } from 'commander';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { wholeNumber } from '../whole-number.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { toCell, toJsonUser } from './print-user.ts';

interface UsersListOptions extends DatabaseOptions {
  readonly limit: number;
  readonly after?: string;
  readonly json?: boolean;
}

export function addUsersList(users: Command, io: CommandLineIo): void {
  users
    .command('list')
    .summary('list users')
    .description('Lists users in the order of their usernames.')
    .option('--limit <number>', 'the most users to list, 1 to 1000', wholeNumber(1, 1000), 100)
    .option('--after <username>', 'continue behind this user')
    .addOption(databaseOption())
    .option('--json', 'print JSON: {"users": […], "next": what to give to --after, or null}')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users list
  $ resource-server users list --limit 10 --after john`,
    )
    .action((options: UsersListOptions) => listUsers(io, options));
}

async function listUsers(io: CommandLineIo, options: UsersListOptions): Promise<void> {
  const { limit, after } = options;
  const { users, next } = await withUserStore(io, options, (store) => store.list({ limit, after }));
  if (options.json) {
    writeJson(io.stdout, { users: users.map(toJsonUser), next: next ?? null });
    return;
  }
  writeColumns(io.stdout, [
    ['SUBJECT', 'USERNAME', 'ACTIVE', 'NAME', 'EMAIL'],
    ...users.map(({ subject, username, active, claims }) => [
      subject,
      username,
      active ? 'yes' : 'no',
      toCell(claims['name']),
      toCell(claims['email']),
    ]),
  ]);
  if (next !== undefined) {
    writeColumns(io.stderr, [
      [`There are more: resource-server users list --limit ${limit} --after ${next}`],
    ]);
  }
}
