import type { Command } from 'commander';
import { editClaims } from '../../users/edit-claims.ts';
import { mergeClaims } from '../../users/merge-claims.ts';
import { checkNewUser } from '../../users/new-user-check.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { addClaimOptions, readClaimOptions } from './claim-options.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { describeUser, toJsonUser } from './print-user.ts';
import { readPassword } from './read-password.ts';

interface UsersAddOptions extends DatabaseOptions, Readonly<Record<string, unknown>> {
  readonly database?: string | undefined;
  readonly subject?: string;
  readonly passwordStdin?: boolean;
  readonly password: boolean;
  readonly inactive?: boolean;
  readonly json?: boolean;
}

export function addUsersAdd(users: Command, io: CommandLineIo): void {
  const command = users
    .command('add')
    .summary('add a user')
    .description(
      'Adds a user, and creates the users database where it is missing. Asks for a password when run in a terminal; ' +
        'a user without one has claims, but cannot sign in.',
    )
    .argument('<username>', 'the name to sign in with, unique without regard to case')
    .option('--subject <subject>', 'the sub that clients know the user by (default: a random UUID)')
    .option('--password-stdin', 'read the password from the first line of standard input')
    .option('--no-password', 'do not ask for a password')
    .option('--inactive', 'neither served nor signed in until activated')
    .addOption(databaseOption())
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users add john --name "John Smith" --email john@example.com --email-verified
  $ resource-server users add mary --claim 'family_name#ja=スミス' --claim 'groups=["staff"]' --no-password
  $ echo "$PASSWORD" | resource-server users add paul --password-stdin --subject 42 --json`,
    )
    .action((username: string, options: UsersAddOptions) => addUser(io, username, options));
  addClaimOptions(command);
}

async function addUser(io: CommandLineIo, username: string, options: UsersAddOptions): Promise<void> {
  const { database, subject, passwordStdin = false, inactive = false, json = false } = options;
  const claims = mergeClaims({}, editClaims({}, readClaimOptions(options)));
  // Before anybody types a password in vain, and before a database is created.
  checkNewUser({ subject, username, claims });
  const mayAsk = passwordStdin || options.password;
  const password = mayAsk ? await readPassword(io, passwordStdin, 'Password (empty for none): ') : undefined;
  const user = await withUserStore(io, { database, create: true }, (store) =>
    store.add({ subject, username, password, active: !inactive, claims }),
  );
  if (json) writeJson(io.stdout, toJsonUser(user));
  else writeColumns(io.stdout, [[`Added ${describeUser(user)}.`]]);
  if (!user.hasPassword && options.password) {
    writeColumns(io.stderr, [
      [`There is no password yet. To set one: resource-server users set-password ${user.username}`],
    ]);
  }
}
