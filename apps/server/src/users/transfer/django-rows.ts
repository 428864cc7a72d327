import { Kysely } from 'kysely';
import { invalidDatabaseUrl } from '../database-url.ts';
import { findSqliteLocation } from '../sqlite/open-sqlite.ts';
import { openSqliteDatabase } from '../sqlite/sqlite-database.ts';
import { NodeSqliteDialect } from '../sqlite/sqlite-dialect.ts';
import { UserStoreError } from '../user-store-error.ts';
import { ImportFileError } from './import-file-error.ts';
import type { ImportedUser, ImportRow } from './imported-user.ts';
import { readTime } from './read-time.ts';

/** The table of `django.contrib.auth`, as far as it is read. */
interface DjangoDatabase {
  auth_user: {
    id: number | string;
    username: string;
    first_name: string;
    last_name: string;
    email: string;
    password: string;
    /** 0 or 1 in SQLite. */
    is_active: boolean | number;
    /** UTC as a text in SQLite. */
    date_joined: Date | string;
  };
}

/** Milliseconds to wait for a lock. */
const BUSY_TIMEOUT = 5000;

export interface DjangoUsers {
  /** How many there are. */
  readonly total: number;
  readonly rows: AsyncIterable<ImportRow>;
  close(): Promise<void>;
}

/**
 * Opens the users of a Django project. The primary key becomes the subject, as it is what the Django resource server
 * takes for one.
 *
 * @param databaseUrl `sqlite:PATH` or `postgres://…`
 * @throws ImportFileError where there is no table `auth_user` with the columns of `django.contrib.auth`; UserStoreError
 *   `invalid_database_url` and the `database_…` codes
 */
export async function openDjangoUsers(databaseUrl: string, directory: string): Promise<DjangoUsers> {
  const database = await openDjangoDatabase(databaseUrl, directory);
  try {
    const { total } = await database
      .selectFrom('auth_user')
      .select((expression) => expression.fn.countAll().as('total'))
      .executeTakeFirstOrThrow();
    return { total: Number(total), rows: readRows(database), close: () => database.destroy() };
  } catch (error) {
    await database.destroy();
    throw explain(error);
  }
}

async function openDjangoDatabase(databaseUrl: string, directory: string): Promise<Kysely<DjangoDatabase>> {
  if (/^sqlite:/i.test(databaseUrl)) {
    const location = findSqliteLocation(databaseUrl, directory);
    const database = openSqliteDatabase({ location, busyTimeout: BUSY_TIMEOUT, readOnly: true });
    return new Kysely<DjangoDatabase>({ dialect: new NodeSqliteDialect({ database }) });
  }
  if (/^postgres(?:ql)?:/i.test(databaseUrl)) {
    const { connectPostgres } = await import('../postgres/open-postgres.ts');
    return connectPostgres<DjangoDatabase>(databaseUrl, { busyTimeout: BUSY_TIMEOUT, directory }).database;
  }
  throw invalidDatabaseUrl("The address of Django's database must start with sqlite: or postgres:");
}

async function* readRows(database: Kysely<DjangoDatabase>): AsyncGenerator<ImportRow> {
  const transaction = await database
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    let after: number | string | undefined;
    for (;;) {
      const users = await transaction
        .selectFrom('auth_user')
        .select([
          'id',
          'username',
          'first_name',
          'last_name',
          'email',
          'password',
          'is_active',
          'date_joined',
        ])
        .$if(after !== undefined, (query) => query.where('id', '>', after ?? 0))
        .orderBy('id')
        .limit(500)
        .execute();
      for (const user of users) yield { position: `auth_user ${user.id}`, user: toImportedUser(user) };
      after = users.at(-1)?.id;
      if (after === undefined) return;
    }
  } catch (error) {
    throw explain(error);
  } finally {
    await transaction.rollback().execute();
  }
}

function toImportedUser(user: DjangoDatabase['auth_user']): ImportedUser {
  const [givenName, familyName] = [user.first_name.trim(), user.last_name.trim()];
  const name = `${givenName} ${familyName}`.trim();
  const texts = { name, given_name: givenName, family_name: familyName, email: user.email.trim() };
  return {
    subject: String(user.id),
    username: user.username,
    active: Boolean(user.is_active),
    passwordHash: user.password === '' ? undefined : user.password,
    claims: Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    createdAt: readDateJoined(user.date_joined),
  };
}

function readDateJoined(time: Date | string): number | undefined {
  if (typeof time !== 'string') return time.getTime();
  const milliseconds = readTime(`${time}Z`);
  return milliseconds === 'invalid' ? undefined : milliseconds;
}

function explain(error: unknown): unknown {
  if (!(error instanceof UserStoreError) || error.code !== 'database_failed') return error;
  return new ImportFileError(
    'The table auth_user of django.contrib.auth cannot be read: check that this is the database of the Django project.',
    { cause: error },
  );
}
