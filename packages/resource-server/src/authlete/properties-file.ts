import type { ConfigurationFile } from './configuration-file.ts';

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };
/** The key ends at the first `=`, `:` or blank that no backslash escapes. */
const LINE = /^((?:\\.|[^\\=:\s])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/s;

/**
 * Reads a Java properties file as `java.util.Properties` does: no sections, `#` and `!` at the start of a comment line,
 * a backslash at the end of a line continues it, elsewhere it escapes (`\:`, `\t`, `\u0041`). A later line wins over an
 * earlier one with the same key.
 */
export function readPropertiesFile(text: string, keys: ReadonlySet<string>): ConfigurationFile {
  const problems: string[] = [];
  const values = new Map<string, string>();
  for (const { content, line } of logicalLines(text)) {
    const [, key = '', value = ''] = LINE.exec(content) ?? [];
    const name = withoutEscapes(key);
    if (name === undefined || !keys.has(name)) {
      continue;
    }
    const unescaped = withoutEscapes(value);
    if (unescaped === undefined) {
      problems.push(`line ${line}: \\u must be followed by four hexadecimal digits`);
    } else {
      values.set(name, unescaped);
    }
  }
  return { values, problems };
}

function logicalLines(text: string): { content: string; line: number }[] {
  const lines: { content: string; line: number }[] = [];
  let open: { content: string; line: number } | undefined;
  for (const [index, rawLine] of text.split(/\r\n|\n|\r/).entries()) {
    const content = rawLine.replace(/^[ \t\f]+/, '');
    if (open === undefined && (content === '' || content.startsWith('#') || content.startsWith('!'))) {
      continue;
    }
    const continues = /(?:^|[^\\])(?:\\\\)*\\$/.test(content);
    const part = continues ? content.slice(0, -1) : content;
    if (open === undefined) {
      open = { content: part, line: index + 1 };
      lines.push(open);
    } else {
      open.content += part;
    }
    if (!continues) {
      open = undefined;
    }
  }
  return lines;
}

/** @returns `undefined` for a malformed `\u` escape */
function withoutEscapes(text: string): string | undefined {
  let malformed = false;
  const unescaped = text.replaceAll(/\\(u[\da-fA-F]{4}|.|$)/gs, (_escape, escaped: string) => {
    if (escaped.length === 5) {
      return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    }
    malformed ||= escaped === 'u';
    return ESCAPES[escaped] ?? escaped;
  });
  return malformed ? undefined : unescaped;
}
