import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads the file that an option names.
 *
 * @throws UsageError where it cannot be read
 */
export async function readOptionFile({ cwd }: CommandLineIo, option: string, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new UsageError(`The file of ${option} cannot be read (${code}).`);
  }
}
