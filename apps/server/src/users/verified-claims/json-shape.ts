import type { JsonValue } from 'oauth-resource-server';
import { UserStoreError } from '../user-store-error.ts';

export type JsonObject = { readonly [member: string]: JsonValue };

/**
 * What a value must look like.
 *
 * @param path where it stands, such as `verified_claims.verification.evidence[0].time`
 * @throws UserStoreError `invalid_user`; the message names the path and says what is expected there
 */
export type Shape = (value: JsonValue, path: string) => void;

export function expected(path: string, what: string): UserStoreError {
  return invalid(path, `must be ${what}`);
}

export function invalid(path: string, what: string): UserStoreError {
  return new UserStoreError('invalid_user', `${path} ${what}.`);
}

export const text: Shape = (value, path) => {
  if (typeof value !== 'string' || value.trim() === '') throw expected(path, 'a text');
};

/** The path of a member, unless its name would spoil a message. */
export function partOf(path: string, member: string): string {
  return /^[\x21-\x7e]{1,100}$/.test(member) ? `${path}.${member}` : `A member of ${path}`;
}

/** A text that looks in a certain way. */
export function textLike(looksRight: (text: string) => boolean, what: string): Shape {
  return (value, path) => {
    if (typeof value !== 'string' || !looksRight(value)) throw expected(path, what);
  };
}

/** Optional members, and among them required ones. Other members are those of an extension: they may be anything. */
export function objectWith(members: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  return (value, path) => {
    if (!isJsonObject(value)) throw expected(path, 'an object');
    const missing = required.find((member) => !Object.hasOwn(value, member));
    if (missing !== undefined) throw invalid(path, `must have the member ${missing}`);
    for (const [member, shape] of Object.entries(members)) {
      const inner = memberOf(value, member);
      if (inner !== undefined) shape(inner, `${path}.${member}`);
    }
  };
}

/** An array of one element or more. */
export function arrayOf(element: Shape): Shape {
  return (value, path) => {
    if (!isJsonArray(value) || value.length === 0) throw expected(path, 'an array with at least one element');
    for (const [index, inner] of value.entries()) element(inner, `${path}[${index}]`);
  };
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A member of what may be an object. */
export function memberOf(value: JsonValue | undefined, member: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
}

/** The elements of a member that may be an array. */
export function membersOf(value: JsonValue | undefined, member: string): readonly JsonValue[] {
  const members = memberOf(value, member);
  return isJsonArray(members) ? members : [];
}
