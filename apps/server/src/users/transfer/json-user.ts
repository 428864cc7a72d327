import type { JsonValue } from 'oauth-resource-server';
import type { ImportedUser } from './imported-user.ts';
import { readTime } from './read-time.ts';

type Problem = { readonly problem: string };

const MEMBERS: ReadonlySet<string> = new Set([
  'subject',
  'username',
  'active',
  'password',
  'passwordHash',
  'password_hash',
  'claims',
  'createdAt',
  'updatedAt',
  // Of `users show --json`: it says that there is a password, not which.
  'hasPassword',
]);

/** Reads a user from JSON as an export writes it. */
export function readJsonUser(text: string): ImportedUser | Problem {
  let user: unknown;
  try {
    user = JSON.parse(text);
  } catch {
    // Without the cause: its message quotes the text, passwords included.
    return { problem: 'This is not JSON.' };
  }
  if (!isObject(user)) return { problem: 'A user must be a JSON object.' };
  const unknown = Object.keys(user).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) {
    return {
      problem: `The member ${JSON.stringify(unknown)} is unknown: claims stand in the member "claims".`,
    };
  }
  return readMembers(user);
}

function readMembers(user: Readonly<Record<string, unknown>>): ImportedUser | Problem {
  const { claims } = user;
  for (const name of ['subject', 'username', 'password', 'passwordHash', 'password_hash'] as const) {
    if (!isAbsent(user[name]) && typeof user[name] !== 'string') {
      return { problem: `${name} must be a text.` };
    }
  }
  if (!isAbsent(user['active']) && typeof user['active'] !== 'boolean') {
    return { problem: 'active must be true or false.' };
  }
  if (!isAbsent(claims) && !isObject(claims)) return { problem: 'claims must be an object.' };
  const [createdAt, updatedAt] = [readTime(user['createdAt']), readTime(user['updatedAt'])];
  if (createdAt === 'invalid' || updatedAt === 'invalid') {
    return { problem: 'createdAt and updatedAt must be times such as 2026-11-23T14:45:02.000Z.' };
  }
  return {
    subject: textOf(user['subject']),
    username: textOf(user['username']),
    active: typeof user['active'] === 'boolean' ? user['active'] : undefined,
    password: textOf(user['password']),
    passwordHash: textOf(user['passwordHash']) ?? textOf(user['password_hash']),
    claims: isObject(claims) ? readClaims(claims) : undefined,
    createdAt,
    updatedAt,
  };
}

/** `null` is no value, which in a change means to remove the claim. */
export function readClaims(
  claims: Readonly<Record<string, unknown>>,
): Readonly<Record<string, JsonValue | undefined>> {
  // What JSON.parse returned holds nothing but JSON values.
  const members = Object.entries(claims) as [string, JsonValue][];
  return Object.fromEntries(members.map(([name, value]) => [name, value ?? undefined]));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
