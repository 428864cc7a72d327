import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { JsonValue } from 'oauth-resource-server';
import { readCsvBoolean, readCsvClaim, readCsvColumn } from './csv-columns.ts';
import type { CsvColumn, CsvField } from './csv-columns.ts';
import { decodeText } from './decode-text.ts';
import { ImportFileError } from './import-file-error.ts';
import type { ImportedUser, ImportRow } from './imported-user.ts';
import { isObject, readClaims } from './json-user.ts';
import { readTime } from './read-time.ts';

/** In bytes. */
const MAXIMUM_RECORD_SIZE = 1_048_576;

interface CsvRecord {
  readonly record: readonly string[];
  /** As it stands in the file. */
  readonly raw: string;
}

/**
 * Reads users from CSV (RFC 4180) with a header row that names the columns. An empty cell is absent.
 *
 * @throws ImportFileError for a column that nobody knows, and where the rest of the file cannot be read
 */
export async function* readCsvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImportRow> {
  let columns: readonly CsvColumn[] | undefined;
  let line = 1;
  for await (const { record, raw } of readRecords(chunks)) {
    const position = `line ${line}`;
    line += raw.trimEnd().split(/\r\n|\r|\n/).length;
    if (record.length === 1 && record[0] === '') continue;
    if (columns === undefined) columns = readHeader(record);
    else yield { position, user: readUser(columns, record) };
  }
}

async function* readRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const parser = parse({ raw: true, relax_column_count: true, max_record_size: MAXIMUM_RECORD_SIZE });
  const source = Readable.from(decodeText(chunks));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Without the cause: its message quotes the value, passwords included.
    throw new ImportFileError(`Line ${String(error['lines'])}: ${describe(error.code)}.`);
  } finally {
    source.destroy();
  }
}

function describe(code: CsvError['code']): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened and not closed until the end of the file';
    case 'CSV_MAX_RECORD_SIZE':
      return `one user takes more than ${MAXIMUM_RECORD_SIZE} bytes; perhaps a quotation mark is not closed`;
    default:
      return 'a quotation mark stands where none may: quote the whole cell, and double those in it';
  }
}

function readHeader(names: readonly string[]): readonly CsvColumn[] {
  const columns = names.map((name) => {
    const column = readCsvColumn(name);
    if (column !== undefined) return column;
    throw new ImportFileError(
      `The column ${JSON.stringify(name)} is unknown. Columns are subject, username, active, password, password_hash, ` +
        'createdAt, updatedAt, standard claims (family_name#ja, address.locality), claims.NAME for any other claim, ' +
        'and claims for a JSON object of them; between commas.',
    );
  });
  if (new Set(columns.map((column) => JSON.stringify(column))).size < columns.length) {
    throw new ImportFileError('Two columns of the header mean the same.');
  }
  return columns;
}

function readUser(columns: readonly CsvColumn[], record: readonly string[]): ImportRow['user'] {
  if (record.length !== columns.length) {
    return { problem: `There are ${record.length} cells instead of ${columns.length}.` };
  }
  const fields = new Map<CsvField, string>();
  const claims = new Map<string, JsonValue | undefined>();
  for (const [index, column] of columns.entries()) {
    const cell = record[index] ?? '';
    if (cell === '') continue;
    switch (column.kind) {
      case 'field':
        fields.set(column.field, cell);
        break;
      case 'claim':
        claims.set(column.claim, readCsvClaim(column.claim, cell));
        break;
      case 'member': {
        const address = claims.get(column.claim);
        claims.set(column.claim, { ...(isObject(address) && address), [column.member]: cell });
        break;
      }
      case 'claims': {
        const others = readClaimsCell(cell);
        if (others === undefined) return { problem: 'claims must be a JSON object.' };
        for (const [name, value] of Object.entries(others)) claims.set(name, value);
        break;
      }
    }
  }
  return readFields(fields, Object.fromEntries(claims));
}

function readFields(
  fields: ReadonlyMap<CsvField, string>,
  claims: ImportedUser['claims'],
): ImportRow['user'] {
  const active = fields.get('active');
  if (active !== undefined && readCsvBoolean(active) === undefined) {
    return { problem: 'active must be true or false.' };
  }
  const [createdAt, updatedAt] = [readTime(fields.get('createdAt')), readTime(fields.get('updatedAt'))];
  if (createdAt === 'invalid' || updatedAt === 'invalid') {
    return { problem: 'createdAt and updatedAt must be times such as 2026-11-23T14:45:02.000Z.' };
  }
  return {
    subject: fields.get('subject'),
    username: fields.get('username'),
    active: active === undefined ? undefined : readCsvBoolean(active),
    password: fields.get('password'),
    passwordHash: fields.get('passwordHash'),
    claims,
    createdAt,
    updatedAt,
  };
}

function readClaimsCell(cell: string): ImportedUser['claims'] {
  try {
    const claims: unknown = JSON.parse(cell);
    return isObject(claims) ? readClaims(claims) : undefined;
  } catch {
    return undefined;
  }
}
