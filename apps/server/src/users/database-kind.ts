import type { CompiledQuery, Kysely, RawBuilder, Transaction } from 'kysely';
import type { UserDatabase } from './user-database.ts';

/** The few things that SQL leaves to each kind of database; all else is the same statements on all of them. */
export interface DatabaseKind {
  /** Text that is compared and ordered byte by byte, whatever language the database is set up for. */
  readonly keyType: 'text' | RawBuilder<unknown>;

  /**
   * Whether a row must be locked when it is read in order to change it. Where only one transaction can write at
   * a time there is nothing to lock.
   */
  readonly locksRows: boolean;

  hasTable(database: Kysely<UserDatabase>, name: string): Promise<boolean>;

  /** Lets one transaction at a time migrate, until its end; the others wait. */
  lockMigrations(transaction: Transaction<UserDatabase>): Promise<void>;

  /** Keeps everybody else from changing users until the end of the transaction; reading goes on. */
  lockUsers(transaction: Transaction<UserDatabase>): Promise<void>;
}

/** A database that answers, whose tables may still be missing or old. */
export interface OpenedDatabase {
  readonly database: Kysely<UserDatabase>;
  readonly kind: DatabaseKind;
  /** For messages, without credentials. */
  readonly location: string;
  /**
   * Runs a query that only reads, past Kysely and its queue, and returns the rows; `undefined` where it must wait, because it would see
   * what a transaction has not committed. Default: it must always wait.
   */
  readonly readAtOnce?: (<Row>(query: CompiledQuery<Row>) => readonly Row[] | undefined) | undefined;
}
