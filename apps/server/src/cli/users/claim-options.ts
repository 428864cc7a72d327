import { Option } from 'commander';
import type { Command } from 'commander';
import type { JsonValue } from 'oauth-resource-server';
import { parseClaimPath } from '../../users/edit-claims.ts';
import type { ClaimEdit } from '../../users/edit-claims.ts';
import { ADDRESS_MEMBERS, findStandardClaim, STANDARD_CLAIMS } from '../../users/standard-claims.ts';
import type { ClaimKind } from '../../users/standard-claims.ts';
import { UsageError } from '../usage-error.ts';

/** What commander made of the options, by its own names for them. */
type ParsedOptions = Readonly<Record<string, unknown>>;

const PLACEHOLDERS: Readonly<Record<Exclude<ClaimKind, 'boolean' | 'address'>, string>> = {
  text: '<text>',
  url: '<url>',
  email: '<address>',
  birthdate: '<date>',
  seconds: '<seconds>',
};

/** Adds an option for each standard claim, in a group of the help, and `--claim` for all others. */
export function addClaimOptions(command: Command): void {
  const options: Option[] = [];
  for (const [name, { kind, description }] of Object.entries(STANDARD_CLAIMS)) {
    if (kind === 'boolean') {
      options.push(new Option(flagOf(name), description));
      options.push(new Option(flagOf(`no_${name}`), 'it was not'));
    } else if (kind === 'address') {
      for (const [member, description] of Object.entries(ADDRESS_MEMBERS)) {
        options.push(new Option(`${flagOf(`address_${member}`)} <text>`, description));
      }
    } else {
      options.push(new Option(`${flagOf(name)} ${PLACEHOLDERS[kind]}`, description));
    }
  }
  options.push(
    new Option(
      '--claim <name=value>',
      'any claim, or a part of it (org[unit]); the value as JSON, or else as text; can be repeated',
    ).argParser((text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text]),
  );
  for (const option of options) command.addOption(option.helpGroup('Claims:'));
}

/**
 * What the options of `addClaimOptions` say of the claims, in the order in which it is done. Whether values are
 * right is the business of the store.
 *
 * @throws UsageError for a `--claim` that is not `name=value`
 */
export function readClaimOptions(options: ParsedOptions): readonly ClaimEdit[] {
  const edits: ClaimEdit[] = [];
  for (const [name, { kind }] of Object.entries(STANDARD_CLAIMS)) {
    if (kind === 'address') {
      for (const member of Object.keys(ADDRESS_MEMBERS)) {
        const value = readOption(options, `address_${member}`);
        if (value !== undefined) edits.push({ path: { claim: name, members: [member] }, value });
      }
      continue;
    }
    const value = readOption(options, name);
    if (value === undefined) continue;
    edits.push({ path: { claim: name, members: [] }, value: kind === 'seconds' ? parseJson(value) : value });
  }
  for (const text of (options['claim'] ?? []) as readonly string[]) edits.push(parseClaim(text));
  return edits;
}

function readOption(options: ParsedOptions, name: string): string | boolean | undefined {
  return options[new Option(flagOf(name)).attributeName()] as string | boolean | undefined;
}

/**
 * `name=value`; a standard claim that holds a text takes the value as it is, though it may look like JSON
 * (`1984`), and so does a part of an address.
 */
function parseClaim(text: string): ClaimEdit {
  const separator = text.indexOf('=');
  if (separator < 1) throw new UsageError('Write --claim name=value, such as --claim nickname=Johnny.');
  const path = parseClaimPath(text.slice(0, separator));
  const value = text.slice(separator + 1);
  const kind = findStandardClaim(path.claim)?.kind;
  const isAddress = kind === 'address' && path.members.length === 0;
  const isText = kind !== undefined && kind !== 'boolean' && kind !== 'seconds' && !isAddress;
  return { path, value: isText ? value : parseJson(value) };
}

function parseJson(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

function flagOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`;
}
