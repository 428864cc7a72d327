import { isForeignObject } from '../foreign-object.ts';

/**
 * Whether a value is one that the client asked for (OpenID Connect Core 1.0, section 5.5.1). A request with `value` or `values` asks
 * for nothing else; `essential` is a wish, and so is every other member.
 *
 * @param request what the `claims` parameter says of this claim: `undefined` where it does not name it, `null` for any value
 * @param value `undefined` for one that cannot be known here; it satisfies no constraint
 * @returns `false` also for a request that is neither `null` nor an object: what it asks for is not known
 */
export function meetsRequest(request: unknown, value: unknown): boolean {
  if (request === undefined || request === null) return true;
  if (!isForeignObject(request)) return false;
  const wanted = request['value'] ?? undefined;
  if (wanted !== undefined && !isSameJson(wanted, value)) return false;
  const allowed = request['values'] ?? undefined;
  if (allowed === undefined) return true;
  return Array.isArray(allowed) && allowed.some((one) => isSameJson(one, value));
}

/** Descends only as far as both are alike, so that no depth of a request matters. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((element, index) => isSameJson(element, other[index]))
    );
  }
  if (!isForeignObject(one) || !isForeignObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  );
}
