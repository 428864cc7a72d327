import type { ConfigurationFile } from './configuration-file.ts';

interface Option {
  readonly key: string;
  readonly line: number;
  value: string;
}

/**
 * Reads one section of an INI file in the dialect of Python's `ConfigParser` with its default settings, which is what
 * `authlete.ini` is written in: `=` or `:` after the key, keys without regard to case, `#` and `;` at the start of a
 * comment line, indented continuation lines, values from `[DEFAULT]` where the section has none, `%%` for a percent sign.
 *
 * References to other values, `%(key)s`, are not supported.
 */
export function readIniFile(text: string, section: string, keys: ReadonlySet<string>): ConfigurationFile {
  const problems: string[] = [];
  const sections = readSections(text, problems);
  const options = new Map([...(sections.get('DEFAULT') ?? []), ...(sections.get(section) ?? [])]);
  const values = new Map<string, string>();
  for (const { key, value, line } of options.values()) {
    if (!keys.has(key)) {
      continue;
    }
    if (value.replaceAll('%%', '').includes('%')) {
      problems.push(
        `line ${line}: a percent sign must be written %%; references as %(key)s are not supported`,
      );
    }
    values.set(key, value.replaceAll('%%', '%'));
  }
  return { values, problems };
}

function readSections(text: string, problems: string[]): ReadonlyMap<string, ReadonlyMap<string, Option>> {
  const sections = new Map<string, Map<string, Option>>();
  let current: Map<string, Option> | undefined;
  let option: Option | undefined;
  let indent = 0;
  for (const [index, rawLine] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const content = rawLine.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) {
      continue;
    }
    const lineIndent = rawLine.length - rawLine.trimStart().length;
    if (option !== undefined && lineIndent > indent) {
      option.value += `\n${content}`;
      continue;
    }
    indent = lineIndent;
    option = undefined;
    const name = /^\[(.+)\]/.exec(content)?.[1];
    if (name !== undefined) {
      if (sections.has(name) && name !== 'DEFAULT') {
        problems.push(`line ${line}: the section is opened a second time`);
      }
      current = sections.get(name) ?? new Map<string, Option>();
      sections.set(name, current);
      continue;
    }
    option = readOption(content, line);
    if (option === undefined) {
      problems.push(`line ${line}: expected [section], key = value, or a comment`);
    } else if (current?.has(option.key) === true) {
      problems.push(`line ${line}: the key is set a second time`);
    } else {
      current?.set(option.key, option);
    }
  }
  return sections;
}

function readOption(content: string, line: number): Option | undefined {
  const delimiter = content.search(/[=:]/);
  if (delimiter < 1) {
    return undefined;
  }
  const key = content.slice(0, delimiter).trimEnd().toLowerCase();
  return { key, line, value: content.slice(delimiter + 1).trim() };
}
