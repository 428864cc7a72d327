import { readIniFile } from './ini-file.ts';
import { readPropertiesFile } from './properties-file.ts';

/** What was found in a configuration file. */
export interface ConfigurationFile {
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with the file, each with its line and without any text of it, which might be a secret. */
  readonly problems: readonly string[];
}

/**
 * Reads the text of a configuration file of the Authlete family: `authlete.ini`, section `[authlete]`, or
 * `authlete.properties`, which has no sections. The first line that says something tells which of them it is.
 *
 * @param keys the keys to read, in lower case; all others are passed over
 */
export function readConfigurationFile(text: string, keys: ReadonlySet<string>): ConfigurationFile {
  const content = text.replace(/^\uFEFF/, '');
  const firstLine = content.split(/[\r\n]+/).find((line) => !/^\s*(?:[#;!]|$)/.test(line)) ?? '';
  return /^\s*\[/.test(firstLine)
    ? readIniFile(content, 'authlete', keys)
    : readPropertiesFile(content, keys);
}
