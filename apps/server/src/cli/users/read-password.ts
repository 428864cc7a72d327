import type { CommandLineIo } from '../command-line-io.ts';
import { promptHidden } from '../prompt.ts';
import { readFirstLine } from '../read-first-line.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Gets a password without showing it: never from an argument, which every user of the machine could read in
 * `ps`.
 *
 * @param fromStdin take the first line of standard input; else ask on the terminal, twice
 * @returns `undefined` when nobody was there to ask, or answered with nothing
 * @throws UsageError when the answers differ, or when standard input does not begin with a password
 */
export async function readPassword(
  io: CommandLineIo,
  fromStdin: boolean,
  question: string,
): Promise<string | undefined> {
  if (fromStdin) return readFirstLine(io.stdin, 'the password');
  if (io.stdin.isTTY !== true) return undefined;
  const password = await promptHidden(io, question);
  if (password === '') return undefined;
  if ((await promptHidden(io, 'The same again: ')) === password) return password;
  throw new UsageError('The passwords are not the same.');
}
