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
  readonly search?: string;
  readonly json?: boolean;
}

export function addUsersList(users: Command, io: CommandLineIo): void {
  users
    .command('list')
    .summary('list users')
    .description('Lists users in the order of their usernames.')
    .option('--search <text>', 'only those with it in subject, username, e-mail address or name, in any case')
    .option('--limit <number>', 'the most users to list, 1 to 1000', wholeNumber(1, 1000), 100)
    .option('--after <username>', 'continue behind this user')
    .addOption(databaseOption())
    .option('--json', 'print JSON: {"users": […], "next": what to give to --after, or null}')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users list
  $ resource-server users list --search @example.com
  $ resource-server users list --limit 10 --after john`,
    )
    .action((options: UsersListOptions) => listUsers(io, options));
}

async function listUsers(io: CommandLineIo, options: UsersListOptions): Promise<void> {
  const { limit, after, search } = options;
  const { users, next } = await withUserStore(io, options, (store) => store.list({ limit, after, search }));
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
    const again = search === undefined ? '' : ` --search '${search.replaceAll("'", "'\\''")}'`;
    writeColumns(io.stderr, [
      [`There are more: resource-server users list${again} --limit ${limit} --after ${next}`],
    ]);
  }
}
