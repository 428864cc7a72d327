import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';
import { readOptionFile } from './read-option-file.ts';

/**
 * Reads the value of an option that is JSON, or `@` and the name of a file that holds it.
 *
 * @throws UsageError where it is neither
 */
export async function readOptionJson(io: CommandLineIo, option: string, text: string): Promise<unknown> {
  const json = text.startsWith('@') ? await readOptionFile(io, option, text.slice(1)) : text;
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(`The value of ${option}, or of its file (@file), must be JSON.`);
  }
}
