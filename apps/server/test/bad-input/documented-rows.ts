import { readFileSync } from 'node:fs';
import path from 'node:path';

const page = path.resolve(import.meta.dirname, '../../../../docs/bad-input.md');

/** The rows of the table under a heading of `docs/bad-input.md`, each a list of cells as they stand. */
export function documentedRows(heading: string): string[][] {
  const sections = readFileSync(page, 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/bad-input.md has no section ${heading}`);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
