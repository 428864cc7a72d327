import type { BareItem, Dictionary, InnerList, Item, Member, Parameters } from './structured-field.ts';
import { StructuredFieldReader } from './structured-field-reader.ts';

/**
 * Parses a dictionary (RFC 8941, section 4.2.2) strictly: base64 must be padded and canonical.
 *
 * @param text the lines of the field, joined with commas
 * @returns `undefined` where the text is anything else
 */
export function parseDictionary(text: string): Dictionary | undefined {
  return parse(text, readDictionary);
}

/** Parses a list (RFC 8941, section 4.2.1), with the same strictness. */
export function parseList(text: string): readonly Member[] | undefined {
  return parse(text, readList);
}

/** Parses an item (RFC 8941, section 4.2.3), with the same strictness. */
export function parseItem(text: string): Item | undefined {
  return parse(text, readItem);
}

function parse<T>(text: string, read: (reader: StructuredFieldReader) => T | undefined): T | undefined {
  const reader = new StructuredFieldReader(text);
  reader.skipSpaces();
  const value = read(reader);
  reader.skipSpaces();
  return reader.isAtEnd() ? value : undefined;
}

function readDictionary(reader: StructuredFieldReader): Dictionary | undefined {
  const members = new Map<string, Member>();
  if (reader.isAtEnd()) return members;
  do {
    const key = reader.key();
    if (key === undefined) return undefined;
    const member = reader.take('=') ? readMember(reader) : readTrue(reader);
    if (member === undefined) return undefined;
    members.set(key, member);
  } while (reader.takeComma());
  return members;
}

function readList(reader: StructuredFieldReader): readonly Member[] | undefined {
  const members: Member[] = [];
  if (reader.isAtEnd()) return members;
  do {
    const member = readMember(reader);
    if (member === undefined) return undefined;
    members.push(member);
  } while (reader.takeComma());
  return members;
}

function readMember(reader: StructuredFieldReader): Member | undefined {
  return reader.take('(') ? readInnerList(reader) : readItem(reader);
}

function readTrue(reader: StructuredFieldReader): Item | undefined {
  const parameters = readParameters(reader);
  return parameters && { value: { kind: 'boolean', value: true }, parameters };
}

function readInnerList(reader: StructuredFieldReader): InnerList | undefined {
  const items: Item[] = [];
  for (;;) {
    const isSeparated = reader.skipSpaces();
    if (reader.take(')')) break;
    if (items.length > 0 && !isSeparated) return undefined;
    const item = readItem(reader);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const parameters = readParameters(reader);
  return parameters && { items, parameters };
}

function readItem(reader: StructuredFieldReader): Item | undefined {
  const value = reader.bareItem();
  const parameters = value && readParameters(reader);
  return parameters && { value, parameters };
}

function readParameters(reader: StructuredFieldReader): Parameters | undefined {
  const parameters = new Map<string, BareItem>();
  while (reader.take(';')) {
    reader.skipSpaces();
    const key = reader.key();
    const value: BareItem | undefined = reader.take('=')
      ? reader.bareItem()
      : { kind: 'boolean', value: true };
    if (key === undefined || value === undefined) return undefined;
    parameters.set(key, value);
  }
  return parameters;
}
