/** A JSON object as it came over the wire: nothing is known of its members. */
export type JsonObject = { readonly [member: string]: unknown };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Sixteen digits in a row are the first that a JavaScript number may fail to hold. */
const LONG_DIGITS = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * Parses the bytes of a JSON object (RFC 8259).
 *
 * Integers that a JavaScript number cannot hold exactly, such as large 64-bit client IDs, come as strings of
 * their digits. A byte order mark is ignored. A member named `__proto__` is a member like any other.
 *
 * @returns `undefined` for everything else: invalid UTF-8, malformed JSON, JSON that is not an object
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  let value: unknown;
  try {
    const text = UTF8.decode(bytes);
    value = LONG_DIGITS.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
  return isJsonObject(value) ? value : undefined;
}

/** Tells a JSON object from the other JSON values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keepDigits(_member: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) {
    return value;
  }
  const source = context?.source;
  return source !== undefined && INTEGER.test(source) ? source : value;
}
