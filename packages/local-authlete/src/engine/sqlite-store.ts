import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue, StatementSync } from 'node:sqlite';

import type { ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import { StateError } from '../state-error.ts';
import { KEPT_WHEN_EXPIRED, SWEEP_INTERVAL } from './store.ts';
import type { LookupMember, Store, StoredRecord } from './store.ts';

/** The version of the schema below, in `user_version` of the file. */
const VERSION = 1;

/** `lAut`, in `application_id` of the file: tells it from the database of another program. */
const APPLICATION_ID = 0x6c_41_75_74;

/** How long to wait for a process that is about to end and still has the file, in milliseconds. */
const BUSY_TIMEOUT = 1000;

const SCHEMA = `
  create table record (
    model text not null,
    id text not null,
    payload text not null,
    grant_id text,
    uid text,
    user_code text,
    created_at integer not null,
    expires_at integer,
    primary key (model, id)
  ) strict;
  create index record_grant on record (grant_id) where grant_id is not null;
  create index record_uid on record (model, uid) where uid is not null;
  create index record_user_code on record (model, user_code) where user_code is not null;
  create index record_expiry on record (expires_at) where expires_at is not null;
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${VERSION};
`;

/**
 * A {@link Store} in a file that only its owner can read, and only one process at a time can use.
 *
 * What is written is kept when the process is killed; the last moments may be lost when the power fails.
 */
export class SqliteStore implements Store {
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #sweepAt = -Infinity;

  /**
   * Opens the file, which is created together with its directory where it is missing.
   *
   * @throws {StateError} It cannot be used, and why.
   */
  constructor(file: string, clock: Clock) {
    this.#clock = clock;
    this.#database = open(file);
    this.#sweep();
  }

  put(model: string, id: string, payload: ModelPayload, expiresAt: number): void {
    this.#sweep();
    const { grantId, uid, userCode } = payload;
    this.#prepare(
      `insert into record (model, id, payload, grant_id, uid, user_code, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id,
          uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`,
    ).run(
      model,
      id,
      JSON.stringify(payload),
      textOf(grantId),
      textOf(uid),
      textOf(userCode),
      this.#clock.now(),
      expiresAt === Infinity ? null : Math.floor(expiresAt),
    );
  }

  get(model: string, id: string): StoredRecord | undefined {
    return toRecord(this.#prepare('select * from record where model = ? and id = ?').get(model, id));
  }

  find(model: string, member: LookupMember, value: string): StoredRecord | undefined {
    const column = { uid: 'uid', userCode: 'user_code' }[member];
    return toRecord(
      this.#prepare(`select * from record where model = ? and ${column} = ?`).get(model, value),
    );
  }

  list(model: string): Iterable<StoredRecord> {
    const rows = this.#prepare('select * from record where model = ? order by rowid').all(model);
    return rows.flatMap((row) => toRecord(row) ?? []);
  }

  ofGrant(model: string, grantId: string): readonly StoredRecord[] {
    const rows = this.#prepare('select * from record where grant_id = ? and model = ? order by rowid').all(
      grantId,
      model,
    );
    return rows.flatMap((row) => toRecord(row) ?? []);
  }

  delete(model: string, id: string): boolean {
    return this.#prepare('delete from record where model = ? and id = ?').run(model, id).changes === 1;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #sweep(): void {
    const now = this.#clock.now();
    if (now >= this.#sweepAt) {
      this.#prepare('delete from record where expires_at <= ?').run(Math.floor(now - KEPT_WHEN_EXPIRED));
      this.#sweepAt = now + SWEEP_INTERVAL;
    }
  }
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // SQLite would create it with the permissions of the umask, usually readable by everybody.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT });
    // Exclusive, so that a second process is refused, and with it that two of them share out one set of identifiers.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;');
    database.exec('begin exclusive');
    prepareSchema(database, file);
    database.exec('commit');
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof StateError ? error : StateError.fromSystem(error, file);
  }
}

function prepareSchema(database: DatabaseSync, file: string): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const isEmpty = database.prepare('select count(*) as tables from sqlite_schema').get()?.['tables'] === 0;
  if (isEmpty && version === 0 && application === 0) {
    database.exec(SCHEMA);
  } else if (application !== APPLICATION_ID) {
    throw new StateError(`${file} belongs to another program: give LOCAL_AUTHLETE_STATE a file of its own`);
  } else if (version !== VERSION) {
    throw new StateError(
      `${file} was written by a newer version of local Authlete: use that version, or move the file away`,
    );
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): unknown {
  return database.prepare(`pragma ${name}`).get()?.[name];
}

function toRecord(row: Record<string, SQLOutputValue> | undefined): StoredRecord | undefined {
  return (
    row && {
      model: String(row['model']),
      id: String(row['id']),
      payload: JSON.parse(String(row['payload'])) as ModelPayload,
      createdAt: Number(row['created_at']),
      expiresAt: row['expires_at'] === null ? Infinity : Number(row['expires_at']),
    }
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
