import type { ClaimChanges } from '../merge-claims.ts';

/** A user as an import names it. What is absent takes the default of a new user, or stays as it is. */
export interface ImportedUser {
  /** A random UUID by default. */
  readonly subject?: string | undefined;
  /** Needed for a new user. */
  readonly username?: string | undefined;
  readonly active?: boolean | undefined;
  /** In clear. Hashing it takes about 30 ms of one core. */
  readonly password?: string | undefined;
  /** Of this program or of another one; see `parsePasswordHash`. */
  readonly passwordHash?: string | undefined;
  readonly claims?: ClaimChanges | undefined;
  /** In milliseconds since the epoch, as is `updatedAt`; both now by default. */
  readonly createdAt?: number | undefined;
  readonly updatedAt?: number | undefined;
}

/** One row of what is imported. */
export interface ImportRow {
  /** Where it stands, for a person: `line 3`. */
  readonly position: string;
  /** The user, or why the row does not name one. */
  readonly user: ImportedUser | { readonly problem: string };
}

export interface ImportOptions {
  /** Update the users whose subjects are there already; by default such a row is a problem. */
  readonly update: boolean;
  /** Import the other rows where some have problems; by default nothing is imported then. */
  readonly skipInvalid: boolean;
  /** Do all of it, then undo it. Passwords are checked, but not hashed. */
  readonly dryRun: boolean;
  /** Why a row was not imported. Quotes no password and no hash. */
  readonly onProblem: (position: string, reason: string) => void;
  /** What became of a row that was imported but not as it stands. */
  readonly onRemark: (position: string, remark: string) => void;
  /** Called now and then with the number of rows so far. */
  readonly onProgress: (rows: number) => void;
}

export interface ImportSummary {
  readonly added: number;
  readonly updated: number;
  readonly failed: number;
  /** Users that were imported without their password, because its hash is not one that can be verified. */
  readonly withoutPassword: number;
  /** Whether the database holds the users now. */
  readonly committed: boolean;
}
