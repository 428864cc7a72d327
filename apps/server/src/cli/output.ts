import type { Writable } from 'node:stream';

/** Writes one JSON value and a line break, for programs. */
export function writeJson(output: Writable, value: unknown): void {
  output.write(`${JSON.stringify(value)}\n`);
}

/**
 * Writes rows in aligned columns, for people. What came from elsewhere cannot steer the terminal: control
 * characters and those that turn the direction of the text are written as escapes.
 */
export function writeColumns(output: Writable, rows: readonly (readonly string[])[]): void {
  const printable = rows.map((row) => row.map(escapeControls));
  const widths: number[] = [];
  for (const row of printable) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  for (const row of printable) {
    output.write(
      `${row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

function escapeControls(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
