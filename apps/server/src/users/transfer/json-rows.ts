import { decodeText } from './decode-text.ts';
import type { ImportRow } from './imported-user.ts';
import { readJsonUser } from './json-user.ts';
import { splitJson } from './split-json.ts';

/**
 * Reads users from a JSON array or from JSON Lines.
 *
 * @throws ImportFileError where the rest of the file cannot be read
 */
export async function* readJsonRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImportRow> {
  for await (const { line, text } of splitJson(decodeText(chunks))) {
    yield { position: `line ${line}`, user: readJsonUser(text) };
  }
}
