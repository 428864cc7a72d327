import type { JsonValue } from 'oauth-resource-server';
import type { CommandLineIo } from '../command-line-io.ts';
import { findJsonFault } from '../json-fault.ts';
import { readOptionFile } from '../token/read-option-file.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Reads verified claims from a JSON file: a document, an array of them, or an object with either as its one member
 * `verified_claims`, as the examples of the specification are. Whether they can be stored is the business of the store.
 *
 * @throws UsageError where the file cannot be read or is not JSON; the message says where
 */
export async function readVerifiedClaims(io: CommandLineIo, file: string): Promise<JsonValue> {
  const text = await readOptionFile(io, '--file', file);
  // The byte order mark that some editors write (RFC 8259, section 8.1).
  const content = parse(text.replace(/^\uFEFF/, ''));
  return isWrapped(content) ? content.verified_claims : content;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const { line, column } = findJsonFault(text) ?? { line: 1, column: 1 };
    throw new UsageError(`The file of --file is not JSON: see line ${line}, column ${column}.`);
  }
}

function isWrapped(content: JsonValue): content is { readonly verified_claims: JsonValue } {
  return (
    typeof content === 'object' &&
    content !== null &&
    Object.keys(content).length === 1 &&
    Object.hasOwn(content, 'verified_claims')
  );
}
