import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { toUserStoreError } from './sqlite-failure.ts';

export interface SqliteDatabaseOptions {
  /** An absolute path, or `:memory:`. */
  readonly location: string;
  /** How long to wait for a lock that another process holds, in milliseconds. It blocks the event loop. */
  readonly busyTimeout: number;
  /** Whether nothing is created and nothing written; `false` by default. */
  readonly readOnly?: boolean | undefined;
}

/** What Kysely's SQLite dialect expects, and what it does not tell. */
export interface NodeSqliteDatabase extends SqliteDatabase {
  /** Whether a transaction is open, whose changes every statement would see. */
  isInTransaction(): boolean;
}

/**
 * Opens a database of `node:sqlite` in the shape that Kysely's SQLite dialect expects. A missing file is
 * created together with its directory; the file is readable by its owner only.
 *
 * Each statement is prepared once: preparing costs several times as much as a point read. The caller's
 * queries must therefore be few, with parameters for what varies.
 *
 * @throws UserStoreError for every failure, here and in the statements
 */
export function openSqliteDatabase({
  location,
  busyTimeout,
  readOnly = false,
}: SqliteDatabaseOptions): NodeSqliteDatabase {
  const translate = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw toUserStoreError(error, location);
    }
  };
  const database = translate(() => {
    if (location !== ':memory:' && !readOnly) createFile(location);
    return new DatabaseSync(location, { timeout: busyTimeout, readOnly });
  });
  const statements = new Map<string, SqliteStatement>();

  const prepare = (sql: string): SqliteStatement => {
    const statement = translate(() => database.prepare(sql));
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => translate(() => statement.all(...toInputValues(parameters))),
      run: (parameters) => translate(() => statement.run(...toInputValues(parameters))),
      iterate: (parameters) => translate(() => statement.iterate(...toInputValues(parameters))),
    };
  };

  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    isInTransaction: () => translate(() => database.isTransaction),
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** SQLite would create the file with the permissions of the umask, usually readable by everybody. */
function createFile(location: string): void {
  mkdirSync(path.dirname(location), { recursive: true });
  closeSync(openSync(location, 'a', 0o600));
}

/** Kysely types parameters as unknown; the tables in `user-database.ts` hold nothing but these. */
function toInputValues(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
