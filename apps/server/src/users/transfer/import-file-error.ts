/** What is imported cannot be read at all, or not from some line on. The message is for a person, and quotes nothing. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}
