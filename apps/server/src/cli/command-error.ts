/**
 * The command could not be done (exit code 1). The message is for a person: what is wrong, and what to do.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
