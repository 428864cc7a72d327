import type { JsonValue } from '../json-value.ts';
import type { Claims } from './claim-source.ts';

/** The values of the claims that an answer will carry, by the name they are returned under. */
export type SelectedClaims = { readonly [name: string]: JsonValue };

/**
 * Selects the requested claims from the stored ones. What is not stored is left out, and so are `null` and the empty
 * string, which OpenID Connect Core 1.0, section 5.3.2, does not want in an answer.
 *
 * Language tags are compared without regard to case (section 5.2) and returned as the client wrote them. Where there is
 * no value in the language, the untagged value is returned under the untagged name: what language it is in, nobody
 * said.
 *
 * `sub` is never selected: it is the token's, and the authority puts it in.
 */
export function selectClaims(names: readonly string[], stored: Claims): SelectedClaims {
  // No prototype: a claim may have any name, `__proto__` included.
  const selected = Object.create(null) as Record<string, JsonValue>;
  for (const requested of names) {
    const { name, tag } = splitLanguageTag(requested);
    if (name === '' || name === 'sub') continue;
    const tagged = tag === '' ? undefined : findTagged(stored, name, tag);
    const value = tagged ?? presentValue(stored, name);
    if (value !== undefined) selected[tagged === undefined ? name : requested] = value;
  }
  return selected;
}

function splitLanguageTag(requested: string): { name: string; tag: string } {
  const hash = requested.indexOf('#');
  return hash === -1
    ? { name: requested, tag: '' }
    : { name: requested.slice(0, hash), tag: requested.slice(hash + 1) };
}

function findTagged(stored: Claims, name: string, tag: string): JsonValue | undefined {
  const exact = presentValue(stored, `${name}#${tag}`);
  if (exact !== undefined) return exact;
  const wanted = `${name}#${tag.toLowerCase()}`;
  for (const key of Object.keys(stored)) {
    if (key.startsWith(`${name}#`) && `${name}#${key.slice(name.length + 1).toLowerCase()}` === wanted) {
      return presentValue(stored, key);
    }
  }
  return undefined;
}

function presentValue(stored: Claims, key: string): JsonValue | undefined {
  if (!Object.hasOwn(stored, key)) return undefined;
  const value = stored[key];
  if (!isPresent(value)) return undefined;
  return key === 'address' || key.startsWith('address#') ? presentAddress(value) : value;
}

/** OpenID Connect Core 1.0, section 5.1.1: an implementation may return a subset of the members of an address. */
function presentAddress(address: JsonValue): JsonValue | undefined {
  if (typeof address !== 'object' || Array.isArray(address)) return address;
  const members = Object.entries(address ?? {}).filter(([, value]) => isPresent(value));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isPresent(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && value !== '';
}
