import { type ForeignObject, isForeignObject } from '../foreign-object.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const INTEGER = /^-?\d+$/;

/** The one member of Authlete's answers that is read here and may be an integer of 64 bits. */
const WIDE_MEMBER = 'clientId';

/**
 * Parses the bytes of a JSON object (RFC 8259).
 *
 * A `clientId` beyond what a JavaScript number holds exactly comes as a string of its digits. A byte order mark is ignored. A member
 * named `__proto__` is a member like any other.
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
    return isRounded(value[WIDE_MEMBER]) ? (JSON.parse(text, keepDigits) as ForeignObject) : value;
  } catch {
    return undefined;
  }
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function keepDigits(member: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return member === WIDE_MEMBER && source !== undefined && INTEGER.test(source) ? source : value;
}
