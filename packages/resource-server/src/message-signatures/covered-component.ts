import { parseItem } from './structured-fields/parse-structured-field.ts';
import { serializeItem } from './structured-fields/serialize-structured-field.ts';
import type { Item, Parameters } from './structured-fields/structured-field.ts';

/** How the value of a field is written into the signature base (RFC 9421, sections 2.1, 2.1.1, 2.1.2 and 2.1.3). */
export type FieldEncoding = 'plain' | 'structured' | 'member' | 'bytes';

/** A part of a message that a signature covers (RFC 9421, section 2). */
export interface CoveredComponent {
  /** A field name in lower case, or a derived component such as `@method`. */
  readonly name: string;
  /** As `Signature-Input` has it, such as `"@method";req`. */
  readonly text: string;
  /** Equal for all spellings of the same component, whatever the order of its parameters. */
  readonly identity: string;
  readonly encoding: FieldEncoding;
  /** Whether it is taken from the request that a signed response answers (RFC 9421, section 2.4). */
  readonly isFromRequest: boolean;
  /** The key of the dictionary member, or the encoded name of the query parameter (RFC 9421, sections 2.1.2 and 2.2.8). */
  readonly part: string | undefined;
}

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

const DERIVED_COMPONENTS: ReadonlySet<string> = new Set([
  '@method',
  '@target-uri',
  '@authority',
  '@scheme',
  '@request-target',
  '@path',
  '@query',
  '@query-param',
  '@status',
]);

/** The parameters without a value that go together. */
const FLAGS: Readonly<Record<FieldEncoding, readonly string[]>> = {
  plain: ['req'],
  structured: ['req', 'sf'],
  member: ['req', 'sf'],
  bytes: ['req', 'bs'],
};

/**
 * Reads a component identifier as RFC 9421, section 2, writes it.
 *
 * @returns `undefined` where it is malformed, contradicts itself or is not supported: trailer fields (`tr`), derived
 *   components and parameters that are not in RFC 9421
 *
 * @example
 * ```ts
 * parseComponent('"signature";req;key="sig"');
 * ```
 */
export function parseComponent(text: string): CoveredComponent | undefined {
  const item = parseItem(text);
  return item && readComponent(item);
}

/** As {@link parseComponent}, of an item that was parsed. */
export function readComponent(item: Item): CoveredComponent | undefined {
  if (item.value.kind !== 'string') return undefined;
  const { value: name } = item.value;
  const { parameters } = item;
  const isDerived = name.startsWith('@');
  if (!(isDerived ? DERIVED_COMPONENTS.has(name) : FIELD_NAME.test(name))) return undefined;

  const encoding = isDerived ? 'plain' : readFieldEncoding(parameters);
  const partName = name === '@query-param' ? 'name' : encoding === 'member' ? 'key' : undefined;
  for (const [parameter, { kind, value }] of parameters) {
    const isRight =
      parameter === partName ? kind === 'string' : FLAGS[encoding].includes(parameter) && value === true;
    if (!isRight) return undefined;
  }
  const part = partName === undefined ? undefined : parameters.get(partName);
  if (partName !== undefined && part === undefined) return undefined;
  return {
    name,
    text: serializeItem(item),
    identity: serializeItem({ value: item.value, parameters: sortByName(parameters) }),
    encoding,
    isFromRequest: parameters.has('req'),
    part: part?.kind === 'string' ? part.value : undefined,
  };
}

function readFieldEncoding(parameters: Parameters): FieldEncoding {
  if (parameters.has('bs')) return 'bytes';
  if (parameters.has('key')) return 'member';
  return parameters.has('sf') ? 'structured' : 'plain';
}

function sortByName(parameters: Parameters): Parameters {
  return new Map([...parameters].sort(([one], [other]) => (one < other ? -1 : 1)));
}
