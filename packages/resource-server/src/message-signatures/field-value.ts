import type { HeaderLines } from '../resource-request.ts';
import type { CoveredComponent } from './covered-component.ts';
import { parseDictionary, parseItem, parseList } from './structured-fields/parse-structured-field.ts';
import {
  serializeDictionary,
  serializeItem,
  serializeList,
  serializeMember,
} from './structured-fields/serialize-structured-field.ts';

/** A value that cannot be mistaken for two lines of the signature base: a line break would forge one (RFC 9421, section 7.5.5). */
const PLAIN = /^[\t -~]*$/;

/** The line folding of older HTTP (RFC 9112, section 5.2). */
const FOLD = /\r\n(?=[ \t])/;

/** What the registered structured fields are: with `sf`, a field of an unknown type cannot be covered. */
const STRUCTURED_FIELD_TYPES: ReadonlyMap<string, 'item' | 'list' | 'dictionary'> = new Map([
  ['accept-signature', 'dictionary'],
  ['cache-status', 'list'],
  ['client-cert', 'item'],
  ['client-cert-chain', 'list'],
  ['content-digest', 'dictionary'],
  ['priority', 'dictionary'],
  ['proxy-status', 'list'],
  ['repr-digest', 'dictionary'],
  ['signature', 'dictionary'],
  ['signature-input', 'dictionary'],
  ['want-content-digest', 'dictionary'],
  ['want-repr-digest', 'dictionary'],
]);

/**
 * The value of a header field as the signature base has it (RFC 9421, section 2.1).
 *
 * @returns `undefined` where there is no line, where the value holds other characters than visible ASCII, spaces and tabs
 *   (the encoding `bs` covers these), and where it is not the structured field that the component asks for
 */
export function readFieldValue(
  { name, encoding, part }: CoveredComponent,
  lines: HeaderLines,
): string | undefined {
  const values = (typeof lines === 'string' ? [lines] : lines)?.map(unfold) ?? [];
  if (values.length === 0) return undefined;
  if (encoding === 'bytes') {
    return values.map((value) => `:${Buffer.from(value, 'latin1').toString('base64')}:`).join(', ');
  }
  const value = values.join(', ');
  if (!PLAIN.test(value)) return undefined;
  switch (encoding) {
    case 'plain':
      return value;
    case 'structured':
      return reserialize(name, value);
    case 'member': {
      const member = parseDictionary(value)?.get(part ?? '');
      return member && serializeMember(member);
    }
  }
}

/** The lines of a field as one text (RFC 9110, section 5.3). */
export function joinLines(lines: HeaderLines): string | undefined {
  if (lines === undefined || typeof lines === 'string') return lines;
  return lines.length === 0 ? undefined : lines.join(', ');
}

/** RFC 9421, section 2.1, steps 2 and 3. */
function unfold(line: string): string {
  return line.includes('\n') ? line.split(FOLD).map(trim).join(' ') : trim(line);
}

/** Without the optional whitespace around a value (RFC 9110, section 5.6.3), which is less than `String.trim` takes away. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** RFC 9421, section 2.1.1. */
function reserialize(name: string, value: string): string | undefined {
  switch (STRUCTURED_FIELD_TYPES.get(name)) {
    case 'item': {
      const item = parseItem(value);
      return item && serializeItem(item);
    }
    case 'list': {
      const list = parseList(value);
      return list && serializeList(list);
    }
    case 'dictionary': {
      const dictionary = parseDictionary(value);
      return dictionary && serializeDictionary(dictionary);
    }
    case undefined:
      return undefined;
  }
}
