import { Option } from 'commander';
import type { Command } from 'commander';
import { ImportFileError } from '../../users/transfer/import-file-error.ts';
import type { ImportRow, ImportSummary } from '../../users/transfer/imported-user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { UserStoreError } from '../../users/user-store-error.ts';
import { CommandError } from '../command-error.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { writeColumns, writeJson } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { createImportProgress } from './import-progress.ts';
import { openDjangoSource, openImportFile } from './import-source.ts';
import type { ImportFormat, ImportSource } from './import-source.ts';
import { databaseOption, withUserStore } from './open-users.ts';
import type { DatabaseOptions } from './open-users.ts';

/** As many rows as anybody reads. */
const MOST_PROBLEMS = 100;

interface UsersImportOptions extends DatabaseOptions {
  readonly format?: ImportFormat;
  readonly django?: string;
  readonly update?: boolean;
  readonly skipInvalid?: boolean;
  readonly dryRun?: boolean;
  readonly progress?: boolean;
  readonly json?: boolean;
}

export function addUsersImport(users: Command, io: CommandLineIo): void {
  users
    .command('import')
    .summary('import users from a file or from Django')
    .description(
      'Imports users, all or none, and creates the users database where it is missing. Users whose subject or username is ' +
        'there already are a problem of their row, as is anything else that cannot be stored; each is told with its line. ' +
        'The server goes on serving meanwhile, but nobody else can change users.',
    )
    .argument('[file]', 'JSON (an array, or a user a line) or CSV with a header row; - for standard input')
    .addOption(
      new Option('--format <format>', 'what the file is (default: by its name)').choices(['json', 'csv']),
    )
    .option(
      '--django <url>',
      'the database of a Django project instead of a file: sqlite:PATH or postgres://…, its table auth_user',
    )
    .option(
      '--update',
      'update the users whose subjects are there already: set what the row names, keep the rest',
    )
    .option('--skip-invalid', 'import the other rows where some have problems')
    .option('-n, --dry-run', 'tell what would happen, and change nothing')
    .option('--progress', 'show the progress though nobody watches a terminal')
    .option('--no-progress', 'do not show it')
    .addOption(databaseOption())
    .option('--json', 'print JSON: numbers of rows, and up to 100 problems')
    .addHelpText(
      'after',
      `
JSON: {"subject", "username", "active", "password" or "passwordHash", "claims": {…}, "createdAt", "updatedAt"}
CSV columns: subject, username, active, password, password_hash, createdAt, updatedAt, any standard claim (email,
  family_name#ja, address.locality), claims.NAME for any other, claims for a JSON object of them. An empty cell is absent.

Passwords in clear are hashed with argon2id, about 30 ms each on one core: 10,000 take minutes. Hashes are taken as they
are: argon2, and pbkdf2_sha256, pbkdf2_sha1 and scrypt of Django; the next sign-in makes argon2id of them. Users with
bcrypt hashes are imported without a password, and must set a new one.

Examples:
  $ resource-server users import users.csv --dry-run
  $ resource-server users import users.jsonl --update --skip-invalid
  $ resource-server users import --django sqlite:../django/db.sqlite3
  $ resource-server users export --with-password-hashes | resource-server users import - --format json --database postgres://db/users`,
    )
    .action((file: string | undefined, options: UsersImportOptions) => importUsers(io, file, options));
}

async function importUsers(
  io: CommandLineIo,
  file: string | undefined,
  options: UsersImportOptions,
): Promise<void> {
  const { skipInvalid = false, dryRun = false, json = false } = options;
  const source = await openSource(io, file, options);
  const notes: Notes = { problems: [], remarks: [] };
  let summary: ImportSummary;
  try {
    summary = await withTarget(io, options, (store) => run(io, store, source, options, notes));
  } catch (error) {
    throw error instanceof ImportFileError
      ? new CommandError(`${error.message} Nothing was imported.`)
      : error;
  } finally {
    await source.close();
  }
  const { added, updated, failed, withoutPassword, committed } = summary;
  if (json) {
    writeJson(io.stdout, { added, updated, failed, withoutPassword, dryRun, imported: committed, ...notes });
  } else {
    printNotes(io, notes.problems, failed);
    printNotes(io, notes.remarks, withoutPassword);
  }
  if (failed > 0 && !skipInvalid) {
    throw new CommandError(
      `${dryRun ? 'Nothing would be imported' : 'Nothing was imported'}: ${failed} of ${added + updated + failed} rows have problems. ` +
        'Mend them, or import the others with --skip-invalid.',
    );
  }
  if (!json) {
    const left = failed === 0 ? '' : `, ${failed} left out`;
    const done = dryRun ? 'Dry run, nothing is changed. It would be' : 'Imported:';
    writeColumns(io.stdout, [[`${done} ${added} added, ${updated} updated${left}.`]]);
  }
}

async function openSource(
  io: CommandLineIo,
  file: string | undefined,
  { django, format }: UsersImportOptions,
): Promise<ImportSource> {
  if ((file === undefined) === (django === undefined)) {
    throw new UsageError(
      'Name one thing to import: a file, - for standard input, or --django and a database.',
    );
  }
  try {
    return file === undefined
      ? await openDjangoSource(io, django ?? '')
      : await openImportFile(io, file, format);
  } catch (error) {
    throw error instanceof ImportFileError ? new CommandError(error.message) : error;
  }
}

/** A dry run must not leave a database behind: where there is none yet, one in memory stands in for it. */
async function withTarget<Result>(
  io: CommandLineIo,
  { database, dryRun = false }: UsersImportOptions,
  action: (store: UserStore) => Promise<Result>,
): Promise<Result> {
  try {
    return await withUserStore(io, { database, create: !dryRun }, action);
  } catch (error) {
    const isMissing = error instanceof UserStoreError && error.code === 'database_missing';
    if (!dryRun || !isMissing) throw error;
    return withUserStore(io, { database: 'sqlite::memory:', create: true }, action);
  }
}

interface Note {
  readonly position: string;
  readonly reason: string;
}

interface Notes {
  readonly problems: Note[];
  readonly remarks: Note[];
}

async function run(
  io: CommandLineIo,
  store: UserStore,
  source: ImportSource,
  options: UsersImportOptions,
  notes: Notes,
): Promise<ImportSummary> {
  const { update = false, skipInvalid = false, dryRun = false } = options;
  const isShown = options.progress ?? io.stderr.isTTY === true;
  const progress = createImportProgress(io.stderr, source.fraction);
  const note = (list: Note[]) => (position: string, reason: string) => {
    if (list.length < MOST_PROBLEMS) list.push({ position, reason });
  };
  try {
    return await store.importUsers(warnOfPasswords(io, source.rows, dryRun), {
      update,
      skipInvalid,
      dryRun,
      onProblem: note(notes.problems),
      onRemark: note(notes.remarks),
      onProgress: isShown ? progress.update : () => undefined,
    });
  } finally {
    progress.end();
  }
}

async function* warnOfPasswords(
  io: CommandLineIo,
  rows: AsyncIterable<ImportRow>,
  dryRun: boolean,
): AsyncGenerator<ImportRow> {
  let isWarned = dryRun;
  for await (const row of rows) {
    if (!isWarned && 'password' in row.user && row.user.password !== undefined) {
      io.stderr.write('There are passwords in clear. Hashing takes about 30 ms each on one core.\n');
      isWarned = true;
    }
    yield row;
  }
}

function printNotes(io: CommandLineIo, notes: readonly Note[], total: number): void {
  const more = total > notes.length ? [[`… and ${total - notes.length} more.`]] : [];
  writeColumns(io.stderr, [...notes.map(({ position, reason }) => [`${position}: ${reason}`]), ...more]);
}
