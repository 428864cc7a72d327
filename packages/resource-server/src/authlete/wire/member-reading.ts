import { isForeignObject, type ForeignObject } from '../../foreign-object.ts';

/**
 * A member of Authlete's answer has another JSON type than the reader can use. `null` is the same as absent
 * everywhere; anything else is not guessed at, because these members decide what a token is worth.
 */
export class UnexpectedMember extends Error {
  override readonly name = 'UnexpectedMember';
  readonly member: string;

  constructor(member: string) {
    super(`unexpected type of ${member}`);
    this.member = member;
  }
}

/** A string, or `undefined` for an absent one. */
export function readString(json: ForeignObject, member: string): string | undefined {
  const value = json[member] ?? undefined;
  if (value === undefined || typeof value === 'string') {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A boolean, or `undefined` for an absent one. */
export function readBoolean(json: ForeignObject, member: string): boolean | undefined {
  const value = json[member] ?? undefined;
  if (value === undefined || typeof value === 'boolean') {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A whole number of time; `undefined` for an absent one and for 0, which is how Authlete says "not known". */
export function readTime(json: ForeignObject, member: string): number | undefined {
  const value = json[member] ?? 0;
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return value === 0 ? undefined : value;
  }
  throw new UnexpectedMember(member);
}

/** A whole number from 0 on, or `undefined` for an absent one. */
export function readCount(json: ForeignObject, member: string): number | undefined {
  const value = json[member] ?? undefined;
  if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A 64-bit identifier as a string of its digits; `undefined` for an absent one and for 0. */
export function readIdentifier(json: ForeignObject, member: string): string | undefined {
  const value = json[member] ?? 0;
  if (value === 0) {
    return undefined;
  }
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof digits === 'string' && /^[1-9]\d{0,18}$/.test(digits)) {
    return digits;
  }
  throw new UnexpectedMember(member);
}

/** A list of strings, or `undefined` for an absent one. */
export function readStrings(json: ForeignObject, member: string): readonly string[] | undefined {
  const value = json[member] ?? undefined;
  if (
    value === undefined ||
    (Array.isArray(value) && value.every((element) => typeof element === 'string'))
  ) {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A JSON object, or `undefined` for an absent one. */
export function readObject(json: ForeignObject, member: string): ForeignObject | undefined {
  const value = json[member] ?? undefined;
  if (value === undefined || isForeignObject(value)) {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A list of JSON objects, or `undefined` for an absent one. */
export function readObjects(json: ForeignObject, member: string): readonly ForeignObject[] | undefined {
  const value = json[member] ?? undefined;
  if (value === undefined || (Array.isArray(value) && value.every((element) => isForeignObject(element)))) {
    return value;
  }
  throw new UnexpectedMember(member);
}

/** A JSON object that travels as text inside of a string, or `undefined` for an absent one and for an empty text. */
export function readObjectText(json: ForeignObject, member: string): ForeignObject | undefined {
  const text = readString(json, member) ?? '';
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isForeignObject(value)) return value;
  } catch {
    // Reported below, without the text.
  }
  throw new UnexpectedMember(member);
}
