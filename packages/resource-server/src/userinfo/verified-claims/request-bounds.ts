import type { JsonValue } from '../../json-value.ts';

/** How many values a request may hold, and how deeply they may be nested: several times what a real one needs. */
const LIMITS = { values: 500, depth: 16 };

/**
 * Whether a request is JSON of a size that is worth an answer. Each of its values is compared with each stored one at the
 * same place, and by recursion: the bounds keep both the time and the stack within bounds.
 */
export function isWithinBounds(request: unknown): request is JsonValue {
  let values = 0;
  const holds = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > LIMITS.values || depth > LIMITS.depth) return false;
    if (typeof value === 'object' && value !== null) {
      return Object.values(value).every((inner) => holds(inner, depth + 1));
    }
    return (
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    );
  };
  return holds(request, 1);
}
