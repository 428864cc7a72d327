import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { JsonValue } from 'oauth-resource-server';
import { openUserStore } from '../../../src/users/open-user-store.ts';
import { readCsvRows } from '../../../src/users/transfer/csv-rows.ts';
import type { ImportedUser, ImportRow } from '../../../src/users/transfer/imported-user.ts';
import { readJsonRows } from '../../../src/users/transfer/json-rows.ts';
import { USER_WRITERS } from '../../../src/users/transfer/write-users.ts';
import type { UserWithPasswordHash } from '../../../src/users/user-store.ts';
import { recordImport, rowsOf } from '../imported-rows.ts';
import { readAll } from './chunks.ts';

const READERS = { json: readJsonRows, jsonl: readJsonRows, csv: readCsvRows };

/** Texts that a spreadsheet, a shell or a careless program would spoil. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '"',
      ',',
      '\r\n',
      ' a ',
      'a\n',
      '=1+1',
      '1984',
      'true',
      'null',
      '\0',
      '\uD800',
      '\uFEFFa',
      'a""b',
      '{"a":1}',
    ),
  )
  .filter((value) => value.trim() !== '');

const address = fc
  .record({ street_address: text, locality: text, country: text }, { requiredKeys: [] })
  .filter((value) => Object.keys(value).length > 0);

const claims = fc.record(
  {
    name: text,
    nickname: text,
    'name#ja': text,
    email: fc.constantFrom('a@b', 'Ü,"@x'),
    email_verified: fc.boolean(),
    updated_at: fc.nat(),
    address,
    'address#de': address,
    'address.locality': text,
    claims: text,
    subject: text,
    'https://example.com/a.b[c]': fc
      .jsonValue({ maxDepth: 3 })
      .filter((value) => value !== null && value !== ''),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, JsonValue>>;

const user: fc.Arbitrary<Omit<ImportedUser, 'username' | 'subject'>> = fc.record({
  active: fc.boolean(),
  claims,
  passwordHash: fc.constantFrom(
    undefined,
    'pbkdf2_sha256$1000$c2FsdA$wVnl5qlMD+nDDriYX4dMVFzx27h8ej834Ysc2wXAE9k=',
  ),
  createdAt: fc.nat({ max: 4_000_000_000_000 }),
  updatedAt: fc.nat({ max: 4_000_000_000_000 }),
});

async function importAndExport(rows: AsyncIterable<ImportRow>): Promise<UserWithPasswordHash[]> {
  const store = await openUserStore('sqlite::memory:');
  try {
    const run = recordImport();
    await store.importUsers(rows, run);
    assert.deepEqual(run.problems, []);
    return await readAll(store.exportUsers());
  } finally {
    await store.close();
  }
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

for (const format of ['json', 'jsonl', 'csv'] as const) {
  describe(`users exported as ${format}`, () => {
    it('are the same when they are imported', async () => {
      const property = fc.asyncProperty(fc.array(user, { maxLength: 4 }), async (users) => {
        const rows = users.map((user, index) => ({ ...user, subject: `s${index}`, username: `ü"${index},` }));
        const original = await importAndExport(rowsOf(rows));
        const written = USER_WRITERS[format](each(original), { withPasswordHashes: true });
        assert.deepEqual(await importAndExport(READERS[format](encode(written))), original);
      });
      await fc.assert(property, { numRuns: 60 });
    });

    it('have no password hashes unless they are asked for', async () => {
      const hash = 'pbkdf2_sha256$1000$c2FsdA$wVnl5qlMD+nDDriYX4dMVFzx27h8ej834Ysc2wXAE9k=';
      const users = await importAndExport(rowsOf([{ username: 'a', passwordHash: hash }]));
      const write = async (withPasswordHashes: boolean) =>
        (await readAll(USER_WRITERS[format](each(users), { withPasswordHashes }))).join('');
      assert.doesNotMatch(await write(false), /pbkdf2|passwordHash/);
      assert.match(await write(true), /pbkdf2/);
    });
  });
}
