/** An object that was parsed from somebody else's JSON: nothing is known of its members. */
export type ForeignObject = { readonly [member: string]: unknown };

/** Tells a JSON object from the other JSON values. */
export function isForeignObject(value: unknown): value is ForeignObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
