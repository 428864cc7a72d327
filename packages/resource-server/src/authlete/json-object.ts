import { type ForeignObject, isForeignObject } from '../foreign-object.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const INTEGER = /^-?\d+$/;

/**
 * Parses the bytes of a JSON object (RFC 8259).
 *
 * Members that are integers beyond what a JavaScript number holds exactly, such as large 64-bit client IDs, come as
 * strings of their digits. A byte order mark is ignored. A member named `__proto__` is a member like any other.
 *
 * @returns `undefined` for everything else: invalid UTF-8, malformed JSON, JSON that is not an object
 */
export function parseJsonObject(bytes: Uint8Array): ForeignObject | undefined {
  try {
    const text = UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isForeignObject(value)) {
      return undefined;
    }
    // Parsing again is slow and rare; to look for long digits in every text beforehand would cost as much as parsing it.
    return hasRounded(value) ? (JSON.parse(text, keepDigits) as ForeignObject) : value;
  } catch {
    return undefined;
  }
}

/** A list of the values, of which there are many, would be made for each answer and thrown away. */
function hasRounded(object: ForeignObject): boolean {
  for (const member in object) {
    if (isRounded(object[member])) return true;
  }
  return false;
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function keepDigits(_member: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return isRounded(value) && source !== undefined && INTEGER.test(source) ? source : value;
}
