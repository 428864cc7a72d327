/**
 * The command line is wrong in a way that its parser does not see (exit code 2). The message says what to
 * write.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
