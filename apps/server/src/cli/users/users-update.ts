import { Option } from 'commander';
import type { Command } from 'commander';
import { editClaims, parseClaimPath } from '../../users/edit-claims.ts';
import type { UserChanges } from '../../users/user-store.ts';
import type { User } from '../../users/user.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { addClaimOptions, readClaimOptions } from './claim-options.ts';
import { findUser } from './find-user.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { describeUser, toJsonUser } from './print-user.ts';

interface UsersUpdateOptions extends DatabaseOptions, Readonly<Record<string, unknown>> {
  readonly database?: string | undefined;
  readonly subject?: string;
  readonly username?: string;
  readonly active?: boolean;
  readonly inactive?: boolean;
  readonly unset?: readonly string[];
  readonly json?: boolean;
}

export function addUsersUpdate(users: Command, io: CommandLineIo): void {
  const command = users
    .command('update')
    .summary('change a user')
    .description('Changes what the options name, and leaves the rest as it is.')
    .argument('[username]', 'the user, in any case')
    .option('--subject <subject>', 'name the user by subject instead')
    .option('--username <username>', 'give the user another username')
    .addOption(new Option('--active', 'let the user be served and sign in').conflicts('inactive'))
    .option('--inactive', 'neither serve the user nor sign them in')
    .option(
      '--unset <claim>',
      'remove a claim, or a part of it (groups[0]); can be repeated',
      (name: string, previous: readonly string[] | undefined) => [...(previous ?? []), name],
    )
    .addOption(databaseOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users update john --email john@example.org --no-email-verified
  $ resource-server users update john --address-locality Paris --unset nickname --unset 'name#ja'
  $ resource-server users update john --claim 'address#de.country=Frankreich' --claim 'https://example.com/org[unit]=Clocks'
  $ resource-server users update --subject 1 --username johnny --inactive`,
    )
    .action((username: string | undefined, options: UsersUpdateOptions) => updateUser(io, username, options));
  addClaimOptions(command);
}

async function updateUser(
  io: CommandLineIo,
  username: string | undefined,
  options: UsersUpdateOptions,
): Promise<void> {
  const { database, subject, json = false } = options;
  const updated = await withUserStore(io, { database }, async (store) => {
    const user = await findUser(store, { username, subject });
    return store.update(user.subject, readChanges(options, user));
  });
  if (json) writeJson(io.stdout, toJsonUser(updated));
  else writeColumns(io.stdout, [[`Updated ${describeUser(updated)}.`]]);
}

function readChanges(options: UsersUpdateOptions, user: User): UserChanges {
  const { username, active, inactive, unset = [] } = options;
  const removals = unset.map((name) => ({ path: parseClaimPath(name), value: undefined }));
  const claims = editClaims(user.claims, [...removals, ...readClaimOptions(options)]);
  const isActive = active ?? (inactive ? false : undefined);
  if (username === undefined && isActive === undefined && Object.keys(claims).length === 0) {
    throw new UsageError('Nothing to change: give at least one option that says what.');
  }
  return { username, active: isActive, claims };
}
