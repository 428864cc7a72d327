import type { JsonValue } from 'oauth-resource-server';
import type { ClaimChanges } from './merge-claims.ts';
import { readAddressMember } from './standard-claims.ts';
import type { UserClaims } from './user.ts';
import { UserStoreError } from './user-store-error.ts';

/** Where a value stands: a claim by its name, or a part of it. */
export interface ClaimPath {
  readonly claim: string;
  /** From the outside to the inside, of objects the member and of arrays the index. */
  readonly members: readonly string[];
}

export interface ClaimEdit {
  readonly path: ClaimPath;
  /** `undefined` removes what is there. */
  readonly value: JsonValue | undefined;
}

/**
 * Reads the name of a claim, or of a part of it: `groups[0]`, `https://example.com/org[unit][name]`, and for the parts
 * of an address also `address.locality`. Any other dot belongs to the name of the claim.
 */
export function parseClaimPath(text: string): ClaimPath {
  const addressMember = readAddressMember(text);
  if (addressMember !== undefined) return { claim: addressMember.claim, members: [addressMember.member] };
  const [, claim, brackets] = /^([^[\]]+)((?:\[[^[\]]+\])+)$/.exec(text) ?? [];
  if (claim === undefined || brackets === undefined) return { claim: text, members: [] };
  return { claim, members: brackets.slice(1, -1).split('][') };
}

/**
 * What the edits, one after the other, change of the claims of a user.
 *
 * @throws UserStoreError `invalid_user` where a part is meant of something that has no such parts
 */
export function editClaims(stored: UserClaims, edits: readonly ClaimEdit[]): ClaimChanges {
  const claims = new Map<string, JsonValue | undefined>(Object.entries(stored));
  for (const { path, value } of edits) {
    claims.set(path.claim, edit(claims.get(path.claim), path, 0, value));
  }
  const touched = new Set(edits.map(({ path }) => path.claim));
  return Object.fromEntries([...claims].filter(([claim]) => touched.has(claim)));
}

function edit(
  before: JsonValue | undefined,
  path: ClaimPath,
  depth: number,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const member = path.members[depth];
  if (member === undefined) return value;
  const editMember = (part: JsonValue | undefined): JsonValue | undefined =>
    edit(part, path, depth + 1, value);
  if (Array.isArray(before)) return editElement(before, member, path, editMember);
  if (before !== undefined && (typeof before !== 'object' || before === null)) throw noSuchPart(path);
  const members = new Map(Object.entries(before ?? {}));
  const after = editMember(members.get(member));
  if (after === undefined) members.delete(member);
  else members.set(member, after);
  // What was emptied goes with its last part: an empty address is none.
  return members.size === 0 ? undefined : Object.fromEntries(members);
}

function editElement(
  elements: readonly JsonValue[],
  index: string,
  path: ClaimPath,
  editMember: (part: JsonValue | undefined) => JsonValue | undefined,
): JsonValue | undefined {
  const position = /^\d{1,6}$/.test(index) ? Number(index) : Infinity;
  if (position > elements.length) throw noSuchPart(path);
  const after = editMember(elements[position]);
  const edited = elements.toSpliced(position, 1, ...(after === undefined ? [] : [after]));
  return edited.length === 0 ? undefined : edited;
}

function noSuchPart({ claim, members }: ClaimPath): UserStoreError {
  return new UserStoreError(
    'invalid_user',
    `The claim ${claim} has nowhere to put [${members.join('][')}]: a part is a member of an object, or an index of an array up to its length.`,
  );
}
