import { isForeignObject } from '../../foreign-object.ts';

/** Whether two JSON values are the same; the order of the members of an object does not matter. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((element, index) => isSameJson(element, other[index]));
  }
  if (isForeignObject(one) && isForeignObject(other)) {
    const members = Object.keys(one);
    return (
      members.length === Object.keys(other).length &&
      members.every((member) => Object.hasOwn(other, member) && isSameJson(one[member], other[member]))
    );
  }
  return one === other;
}
