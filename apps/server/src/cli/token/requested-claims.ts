import type { RequestedClaims } from '../../local-tokens.ts';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';
import { readOptionJson } from './read-option-json.ts';

/**
 * Reads the value of `--claims`: JSON, or `@` and the name of a file that holds it. What its members hold, local Authlete
 * checks.
 *
 * @throws UsageError where it asks nothing of UserInfo
 */
export async function readRequestedClaims(io: CommandLineIo, text: string): Promise<RequestedClaims> {
  const claims = await readOptionJson(io, '--claims', text);
  if (typeof claims === 'object' && claims !== null && 'userinfo' in claims) return { ...claims };
  throw new UsageError(
    'Write --claims as a claims request parameter (OpenID Connect Core 1.0, section 5.5), a JSON object such as ' +
      '{"userinfo":{"nickname":null}}.',
  );
}
