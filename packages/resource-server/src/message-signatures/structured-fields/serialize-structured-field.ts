import {
  type BareItem,
  type Dictionary,
  isInnerList,
  type Item,
  type Member,
  type Parameters,
} from './structured-field.ts';

/** RFC 8941, section 4.1.2. */
export function serializeDictionary(dictionary: Dictionary): string {
  return Array.from(dictionary, ([key, member]) => serializeDictionaryMember(key, member)).join(', ');
}

/** RFC 8941, section 4.1.1. */
export function serializeList(members: readonly Member[]): string {
  return members.map(serializeMember).join(', ');
}

/** RFC 8941, sections 4.1.1.1 and 4.1.3. */
export function serializeMember(member: Member): string {
  if (!isInnerList(member)) return serializeItem(member);
  return `(${member.items.map(serializeItem).join(' ')})${serializeParameters(member.parameters)}`;
}

/** RFC 8941, section 4.1.3. */
export function serializeItem({ value, parameters }: Item): string {
  return serializeBareItem(value) + serializeParameters(parameters);
}

/** RFC 8941, section 4.1.1.2. */
export function serializeParameters(parameters: Parameters): string {
  let text = '';
  for (const [key, value] of parameters) {
    text += value.kind === 'boolean' && value.value ? `;${key}` : `;${key}=${serializeBareItem(value)}`;
  }
  return text;
}

function serializeDictionaryMember(key: string, member: Member): string {
  if (!isInnerList(member) && member.value.kind === 'boolean' && member.value.value) {
    return key + serializeParameters(member.parameters);
  }
  return `${key}=${serializeMember(member)}`;
}

function serializeBareItem(item: BareItem): string {
  switch (item.kind) {
    case 'integer':
      return String(item.value);
    case 'decimal':
      return Number.isInteger(item.value) ? `${item.value}.0` : String(item.value);
    case 'string':
      return `"${item.value.replaceAll(/["\\]/g, '\\$&')}"`;
    case 'token':
      return item.value;
    case 'bytes':
      return `:${item.value.toString('base64')}:`;
    case 'boolean':
      return item.value ? '?1' : '?0';
  }
}
