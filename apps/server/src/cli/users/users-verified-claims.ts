import type { Command } from 'commander';
import type { JsonValue } from 'oauth-resource-server';
import type { User } from '../../users/user.ts';
import { CommandError } from '../command-error.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { findUser } from './find-user.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';
import { describeUser } from './print-user.ts';
import { readVerifiedClaims } from './read-verified-claims.ts';

interface VerifiedClaimsOptions extends DatabaseOptions {
  readonly subject?: string;
}

export function addUsersVerifiedClaims(users: Command, io: CommandLineIo): void {
  const command = users
    .command('verified-claims')
    .summary('store, show and remove verified claims')
    .description(
      'Manages the verified claims of a user: documents that say what was verified, how, and by what evidence (OpenID ' +
        'Connect for Identity Assurance 1.0). Clients get of them what they ask for by the claims parameter.',
    );
  addSet(command, io);
  addShow(command, io);
  addRemove(command, io);
}

function addSet(command: Command, io: CommandLineIo): void {
  nameUser(command.command('set'))
    .summary('store the documents of a file')
    .description(
      'Stores the documents of a JSON file instead of those that the user has: a document, an array of them, or an ' +
        'object with either as its member verified_claims. Where one is wrong, nothing is stored.',
    )
    .requiredOption('--file <path>', 'the JSON file')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users verified-claims set jane --file documents.json
  $ resource-server users verified-claims set --subject 1 --file documents.json`,
    )
    .action(
      async (username: string | undefined, options: VerifiedClaimsOptions & { readonly file: string }) => {
        const documents = await readVerifiedClaims(io, options.file);
        const user = await changeUser(io, username, options, () => documents);
        const count = Array.isArray(documents) ? documents.length : 1;
        writeColumns(io.stdout, [
          [`Stored ${count === 1 ? 'one document' : `${count} documents`} of ${describeUser(user)}.`],
        ]);
      },
    );
}

function addShow(command: Command, io: CommandLineIo): void {
  nameUser(command.command('show'))
    .summary('show the documents of a user')
    .description('Prints the documents of a user as JSON, which set can read again.')
    .option('--json', 'print it in one line')
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users verified-claims show jane
  $ resource-server users verified-claims show jane > documents.json`,
    )
    .action(
      async (username: string | undefined, options: VerifiedClaimsOptions & { readonly json?: boolean }) => {
        const { subject, json = false } = options;
        const user = await withUserStore(io, options, (store) => findUser(store, { username, subject }));
        const documents = documentsOf(user);
        if (json) writeJson(io.stdout, documents);
        else writeColumns(io.stdout, toLines(documents));
      },
    );
}

function addRemove(command: Command, io: CommandLineIo): void {
  nameUser(command.command('remove'))
    .summary('remove the documents of a user')
    .description('Removes all documents of a user.')
    .addHelpText(
      'after',
      `
Example:
  $ resource-server users verified-claims remove jane`,
    )
    .action(async (username: string | undefined, options: VerifiedClaimsOptions) => {
      const user = await changeUser(io, username, options, (user) => {
        documentsOf(user);
        return undefined;
      });
      writeColumns(io.stdout, [[`Removed the verified claims of ${describeUser(user)}.`]]);
    });
}

function nameUser(command: Command): Command {
  return command
    .argument('[username]', 'the user, in any case')
    .option('--subject <subject>', 'name the user by subject instead')
    .addOption(databaseOption());
}

async function changeUser(
  io: CommandLineIo,
  username: string | undefined,
  options: VerifiedClaimsOptions,
  change: (user: User) => JsonValue | undefined,
): Promise<User> {
  const { subject } = options;
  return withUserStore(io, options, async (store) => {
    const user = await findUser(store, { username, subject });
    return store.update(user.subject, { claims: { verified_claims: change(user) } });
  });
}

/** @throws CommandError where there are none */
function documentsOf(user: User): JsonValue {
  const documents = user.claims['verified_claims'];
  if (documents !== undefined) return documents;
  throw new CommandError(`${describeUser(user)} has no verified claims.`);
}

/** What would steer the terminal is escaped, which JSON allows in texts. */
function toLines(documents: JsonValue): readonly (readonly string[])[] {
  return JSON.stringify(documents, null, 2)
    .split('\n')
    .map((line) => [line]);
}
