/** The file that local Authlete keeps its state in cannot be used. The message is a sentence that says what to do. */
export class StateError extends Error {
  override readonly name = 'StateError';

  /** Says in words what `node:sqlite` or the file system threw. */
  static fromSystem(error: unknown, file: string): StateError {
    return new StateError(`${file} ${explain(error)}`, { cause: error });
  }
}

function explain(error: unknown): string {
  // The low byte of SQLite's extended result codes is the primary one (https://www.sqlite.org/rescode.html).
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : undefined;
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return 'is in use by another local Authlete: stop that one, or give this one a file of its own with LOCAL_AUTHLETE_STATE';
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return 'is damaged or not a SQLite database: move it away to begin with an empty one';
    default:
      return 'cannot be opened for writing: check that its directory exists or can be created, and that you may write there';
  }
}
