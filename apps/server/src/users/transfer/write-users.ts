import type { JsonValue } from 'oauth-resource-server';
import type { UserWithPasswordHash } from '../user-store.ts';
import { EXPORTED_COLUMNS, readCsvColumn } from './csv-columns.ts';

export interface WriteOptions {
  readonly withPasswordHashes: boolean;
}

type UserWriter = (
  users: AsyncIterable<UserWithPasswordHash>,
  options: WriteOptions,
) => AsyncGenerator<string>;

/** The formats of an export. What is written, an import reads back as it was. */
export const USER_WRITERS: Readonly<Record<'json' | 'jsonl' | 'csv', UserWriter>> = {
  async *json(users, options) {
    let separator = '[\n';
    for await (const user of users) {
      yield separator + JSON.stringify(toJson(user, options));
      separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  },
  async *jsonl(users, options) {
    for await (const user of users) yield `${JSON.stringify(toJson(user, options))}\n`;
  },
  async *csv(users, options) {
    const hash = options.withPasswordHashes ? ['passwordHash'] : [];
    yield toLine(['subject', 'username', 'active', ...hash, 'createdAt', 'updatedAt', ...EXPORTED_COLUMNS]);
    for await (const user of users) yield toLine(toCells(user, options));
  },
};

function toJson(user: UserWithPasswordHash, { withPasswordHashes }: WriteOptions): object {
  const { subject, username, active, passwordHash, claims, createdAt, updatedAt } = user;
  return {
    subject,
    username,
    active,
    ...(withPasswordHashes && { passwordHash }),
    claims,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

function toCells(user: UserWithPasswordHash, { withPasswordHashes }: WriteOptions): string[] {
  const { address, ...rest } = user.claims;
  const others = new Map(Object.entries(rest));
  // An address that one of its columns cannot hold stands in `claims` as a whole.
  const members = new Map(isWritable(address) ? Object.entries(address ?? {}) : []);
  if (!isWritable(address) && address !== undefined) others.set('address', address);
  const cells = EXPORTED_COLUMNS.slice(0, -1).map((name) => {
    const column = readCsvColumn(name);
    if (column?.kind === 'member') return toCell(members.get(column.member));
    const value = others.get(name);
    if (!isWritable(value)) return '';
    others.delete(name);
    return toCell(value);
  });
  return [
    user.subject,
    user.username,
    String(user.active),
    ...(withPasswordHashes ? [user.passwordHash ?? ''] : []),
    new Date(user.createdAt).toISOString(),
    new Date(user.updatedAt).toISOString(),
    ...cells,
    others.size === 0 ? '' : JSON.stringify(Object.fromEntries(others)),
  ];
}

/** UTF-8 has no form for halves of surrogate pairs; in JSON they are escapes. */
function isWritable(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWritable);
}

function toCell(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** RFC 4180, section 2. */
function toLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) =>
    /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(',')}\r\n`;
}
