import { open } from 'node:fs/promises';
import path from 'node:path';
import { readCsvRows } from '../../users/transfer/csv-rows.ts';
import { openDjangoUsers } from '../../users/transfer/django-rows.ts';
import type { ImportRow } from '../../users/transfer/imported-user.ts';
import { readJsonRows } from '../../users/transfer/json-rows.ts';
import { CommandError } from '../command-error.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';

export type ImportFormat = 'json' | 'csv';

/** What an import reads. */
export interface ImportSource {
  readonly rows: AsyncIterable<ImportRow>;
  /** How much of it has been read, from 0 to 1; `undefined` where nobody knows how much there is. */
  readonly fraction: () => number | undefined;
  close(): Promise<void>;
}

const READERS = { json: readJsonRows, csv: readCsvRows };

/**
 * @param file a path, or `-` for standard input
 * @param format by the end of the file's name by default
 * @throws UsageError where the format is not known; CommandError where the file cannot be opened
 */
export async function openImportFile(
  io: CommandLineIo,
  file: string,
  format: ImportFormat | undefined = findFormat(file),
): Promise<ImportSource> {
  if (format === undefined) {
    throw new UsageError('Say what it is: --format json (an array, or a user a line) or --format csv.');
  }
  const read = READERS[format];
  if (file === '-') {
    return { rows: read(toBytes(file, io.stdin)), fraction: () => undefined, close: () => Promise.resolve() };
  }
  try {
    const handle = await open(path.resolve(io.cwd, file));
    const { size } = await handle.stat();
    const stream = handle.createReadStream({ autoClose: false });
    const fraction = (): number => (size === 0 ? 1 : stream.bytesRead / size);
    return { rows: read(toBytes(file, stream)), fraction, close: () => handle.close() };
  } catch (error) {
    throw cannotRead(file, error);
  }
}

/** @param databaseUrl of the Django project */
export async function openDjangoSource(io: CommandLineIo, databaseUrl: string): Promise<ImportSource> {
  const users = await openDjangoUsers(databaseUrl, io.cwd);
  let read = 0;
  const counted = async function* (): AsyncGenerator<ImportRow> {
    for await (const row of users.rows) {
      read += 1;
      yield row;
    }
  };
  const fraction = (): number => (users.total === 0 ? 1 : Math.min(1, read / users.total));
  return { rows: counted(), fraction, close: () => users.close() };
}

function findFormat(file: string): ImportFormat | undefined {
  if (/\.(?:json|jsonl|ndjson)$/i.test(file)) return 'json';
  return /\.csv$/i.test(file) ? 'csv' : undefined;
}

async function* toBytes(file: string, stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    throw cannotRead(file, error);
  }
}

function cannotRead(file: string, error: unknown): CommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new CommandError(
    `The file ${file} cannot be read (${code}): check that it exists and that you may read it.`,
  );
}
