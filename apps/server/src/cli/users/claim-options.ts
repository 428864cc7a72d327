import { Option } from 'commander';
import type { Command } from 'commander';
import type { JsonValue } from 'oauth-resource-server';
import { ADDRESS_MEMBERS, findStandardClaim, STANDARD_CLAIMS } from '../../users/standard-claims.ts';
import type { ClaimKind } from '../../users/standard-claims.ts';
import type { UserClaims } from '../../users/user.ts';
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
      'any claim; the value as JSON, or else as text; can be repeated',
    ).argParser((text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text]),
  );
  for (const option of options) command.addOption(option.helpGroup('Claims:'));
}

/**
 * The claims that the options of `addClaimOptions` name. Whether their values are right is the business of
 * the store.
 *
 * @param stored the user's claims so far: a part of the address is put into the address that is there
 * @throws UsageError for a `--claim` that is not `name=value`
 */
export function readClaimOptions(
  options: ParsedOptions,
  stored: UserClaims = {},
): Readonly<Record<string, JsonValue>> {
  const claims: [string, JsonValue][] = [];
  for (const [name, { kind }] of Object.entries(STANDARD_CLAIMS)) {
    const value = kind === 'address' ? readAddress(options, stored) : readOption(options, name);
    if (value !== undefined) claims.push([name, kind === 'seconds' ? parseJson(value) : value]);
  }
  for (const text of (options['claim'] ?? []) as readonly string[]) claims.push(parseClaim(text));
  return Object.fromEntries(claims);
}

function readAddress(options: ParsedOptions, stored: UserClaims): JsonValue | undefined {
  const members: Record<string, JsonValue> = {};
  for (const member of Object.keys(ADDRESS_MEMBERS)) {
    const value = readOption(options, `address_${member}`);
    if (value !== undefined) members[member] = value;
  }
  if (Object.keys(members).length === 0) return undefined;
  return { ...(stored['address'] as Readonly<Record<string, JsonValue>> | undefined), ...members };
}

function readOption(options: ParsedOptions, name: string): string | boolean | undefined {
  return options[new Option(flagOf(name)).attributeName()] as string | boolean | undefined;
}

/**
 * `name=value`; a standard claim that holds a text takes the value as it is, though it may look like JSON
 * (`1984`).
 */
function parseClaim(text: string): [string, JsonValue] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new UsageError('Write --claim name=value, such as --claim nickname=Johnny.');
  const name = text.slice(0, separator);
  const value = text.slice(separator + 1);
  const kind = findStandardClaim(name)?.kind;
  const isText = kind !== undefined && kind !== 'boolean' && kind !== 'seconds' && kind !== 'address';
  return [name, isText ? value : parseJson(value)];
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
