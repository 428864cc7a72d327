/**
 * An option that counts something.
 *
 * @throws TypeError that names the option, for a value that is not a whole number from `least`
 */
export function wholeNumber(name: string, value: number | undefined, fallback: number, least = 1): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value) || value < least) {
    throw new TypeError(`${name} must be a whole number from ${least}`);
  }
  return value;
}
