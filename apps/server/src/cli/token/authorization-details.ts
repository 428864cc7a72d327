import type { AuthorizationDetail } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';
import { readOptionJson } from './read-option-json.ts';

/** RFC 9396, section 2.2. */
const LISTS = ['locations', 'actions', 'datatypes', 'privileges'];

/**
 * Reads the value of `--authorization-details`: JSON, or `@` and the name of a file that holds it.
 *
 * @throws UsageError where it is not what RFC 9396 asks for
 */
export async function readAuthorizationDetails(
  io: CommandLineIo,
  text: string,
): Promise<readonly AuthorizationDetail[]> {
  const details = await readOptionJson(io, '--authorization-details', text);
  if (Array.isArray(details) && details.length > 0 && details.every(isAuthorizationDetail)) return details;
  throw new UsageError(
    'Write --authorization-details as a JSON array of objects, each with a type; locations, actions, datatypes and ' +
      'privileges are arrays of texts, and the identifier is a text (RFC 9396).',
  );
}

function isAuthorizationDetail(detail: unknown): detail is AuthorizationDetail {
  if (typeof detail !== 'object' || detail === null) return false;
  const { type, identifier = '', ...fields } = detail as Record<string, unknown>;
  return (
    typeof type === 'string' &&
    type !== '' &&
    typeof identifier === 'string' &&
    LISTS.every((name) => fields[name] === undefined || isTexts(fields[name]))
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
