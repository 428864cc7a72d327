/** How many values a request may hold, and how deeply they may be nested: several times what a real one needs. */
const LIMITS = { values: 500, depth: 16 };

/**
 * Whether a request is of a size that is worth an answer. Each of its values is compared with each stored one at the
 * same place, and by recursion: the bounds keep both the time and the stack within bounds.
 */
export function isWithinBounds(request: unknown): boolean {
  let values = 0;
  const holds = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > LIMITS.values || depth > LIMITS.depth) return false;
    return (
      typeof value !== 'object' ||
      value === null ||
      Object.values(value).every((inner) => holds(inner, depth + 1))
    );
  };
  return holds(request, 1);
}
