import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { USER_WRITERS } from '../../users/transfer/write-users.ts';
import { CommandError } from '../command-error.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';

type ExportFormat = keyof typeof USER_WRITERS;

interface UsersExportOptions extends DatabaseOptions {
  readonly format?: ExportFormat;
  readonly output?: string;
  readonly withPasswordHashes?: boolean;
}

export function addUsersExport(users: Command, io: CommandLineIo): void {
  users
    .command('export')
    .summary('export users')
    .description(
      'Exports all users as they are at one moment, in the order of their usernames. An import reads it back as it was. ' +
        'Password hashes are left out unless you ask for them; who has them can try passwords at home.',
    )
    .addOption(
      new Option(
        '--format <format>',
        "json (an array), jsonl (a user a line) or csv (default: by the file's name, else json)",
      ).choices(Object.keys(USER_WRITERS)),
    )
    .option('--output <file>', 'a new file instead of standard output, readable by its owner only')
    .option('--with-password-hashes', 'export the password hashes too')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Examples:
  $ resource-server users export --output users.csv
  $ resource-server users export --format jsonl --with-password-hashes --output backup.jsonl`,
    )
    .action((options: UsersExportOptions) => exportUsers(io, options));
}

async function exportUsers(io: CommandLineIo, options: UsersExportOptions): Promise<void> {
  const { output, withPasswordHashes = false, format = findFormat(output ?? '') } = options;
  await withUserStore(io, options, async (store) => {
    const text = Readable.from(USER_WRITERS[format](store.exportUsers(), { withPasswordHashes }));
    await (output === undefined ? writeTo(io.stdout, text) : writeFile(path.resolve(io.cwd, output), text));
  });
}

function findFormat(file: string): ExportFormat {
  if (/\.csv$/i.test(file)) return 'csv';
  return /\.(?:jsonl|ndjson)$/i.test(file) ? 'jsonl' : 'json';
}

async function writeTo(stdout: Writable, text: Readable): Promise<void> {
  try {
    await pipeline(text, stdout, { end: false });
  } catch (error) {
    // A reader that has seen enough, such as head, is no failure.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EPIPE') throw error;
  }
}

/** A file that is there already keeps its content and its permissions, whoever they let read it. */
async function writeFile(file: string, text: Readable): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EEXIST' ? 'it is there already' : (error.code ?? 'unknown reason');
    throw new CommandError(`The file ${file} cannot be created (${reason}): choose another name.`);
  });
  try {
    await pipeline(text, handle.createWriteStream());
  } catch (error) {
    await rm(file);
    throw error;
  }
}
