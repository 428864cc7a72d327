/** A JSON object as it came over the wire: nothing is known of its members. */
export type JsonObject = { readonly [member: string]: unknown };

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
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) {
      return undefined;
    }
    // Parsing again is slow and rare; to look for long digits in every text beforehand would cost as much as parsing it.
    return Object.values(value).some(isRounded) ? (JSON.parse(text, keepDigits) as JsonObject) : value;
  } catch {
    return undefined;
  }
}

/** Tells a JSON object from the other JSON values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRounded(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function keepDigits(_member: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return isRounded(value) && source !== undefined && INTEGER.test(source) ? source : value;
}
