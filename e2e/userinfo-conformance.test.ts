// The tables of docs/userinfo-conformance.md and docs/verified-claims.md against the tests that they name.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';

const docs = path.resolve(import.meta.dirname, '../docs');

/** The rows of all tables of a page, each a list of cells as they stand; the last one links to a file of tests. */
function documentedRows(page: string): string[][] {
  const rows = readFileSync(path.join(docs, page), 'utf8')
    .split('\n')
    .filter((line) => /^\| .*\.ts\) \|$/.test(line));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The names of the tests in a file, as they are written there. */
function testNames(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/\b(?:test|it)\(\s*(?:'([^'\n]*)'|`([^`\n]*)`)/g)].map(
    ([, plain, template]) => plain ?? template ?? '',
  );
}

/** Of OpenID Connect Core 1.0 on one page, of OpenID Connect for Identity Assurance 1.0 on the other. */
const SECTIONS = ['5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7'];

for (const page of ['userinfo-conformance.md', 'verified-claims.md']) {
  suite(`${page}, clause by clause`, () => {
    const rows = documentedRows(page);

    for (const [clause, , name = '', link = ''] of rows) {
      test(`${clause}: ${name}`, () => {
        const file = /^\[[^\]]+\]\(([^)]+)\)$/.exec(link)?.[1];
        assert.ok(file !== undefined, `no file is linked: ${link}`);
        const names = testNames(path.resolve(docs, file));
        assert.ok(names.includes(name), `${file} has no test of this name`);
      });
    }

    test('every section from 5.1 to 5.7 has its rows', () => {
      const documented = new Set(rows.map(([clause = '']) => clause.split('.').slice(0, 2).join('.')));
      for (const section of SECTIONS) assert.ok(documented.has(section), section);
    });
  });
}
