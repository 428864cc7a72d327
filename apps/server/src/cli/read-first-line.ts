import type { Readable } from 'node:stream';
import { UsageError } from './usage-error.ts';

const MAXIMUM_LENGTH = 65_536;

/**
 * Reads the first line of standard input, without its line break; what follows is not read.
 *
 * @param what is expected, for the error
 * @throws UsageError when the line is empty, longer than 64 KiB, or not UTF-8
 */
export async function readFirstLine(stdin: Readable, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (bytes.includes('\n') || length > MAXIMUM_LENGTH) break;
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf('\n');
  const line = decode(end === -1 ? bytes : bytes.subarray(0, end))?.replace(/\r$/, '');
  if (line !== undefined && line !== '' && line.length <= MAXIMUM_LENGTH) return line;
  throw new UsageError(`The first line of standard input must be ${what}, in UTF-8.`);
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
