import type { UserClaims } from './user.ts';

/** 64 for the local part, 255 for the domain. */
const MAXIMUM_EMAIL_LENGTH = 320;

/**
 * The form in which names and addresses are compared: lower case and composed (RFC 8265, section 3.3,
 * `UsernameCaseMapped`). It is computed here and stored, because databases differ in what they hold for the
 * same letter outside of ASCII.
 */
function foldCase(text: string): string {
  return storableText(text.normalize('NFC').toLowerCase());
}

export function usernameKey(username: string): string {
  return foldCase(username);
}

/**
 * What e-mail addresses are compared by, in any case; `null` for a user who has none, or one that is longer than
 * any that can be written to (RFC 5321, section 4.5.3.1), which an index would not take.
 */
export function emailKey({ email }: UserClaims): string | null {
  if (typeof email !== 'string' || email.length > MAXIMUM_EMAIL_LENGTH) return null;
  return foldCase(email);
}

/** What a search looks in: subject, username, e-mail address and the name in every language, a line each. */
export function searchText(user: {
  readonly subject: string;
  readonly username: string;
  readonly claims: UserClaims;
}): string {
  const names = Object.entries(user.claims)
    .filter(([claim]) => claim === 'name' || claim.startsWith('name#'))
    .map(([, name]) => name);
  const texts = [user.subject, user.username, user.claims['email'], ...names];
  return foldCase(texts.filter((text) => typeof text === 'string').join('\n'));
}

/** A pattern for `like`, with `\` as its escape character, that finds the text anywhere and means nothing else. */
export function searchPattern(text: string): string {
  return `%${foldCase(text).replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * The text as a database can hold it: without NUL and halves of surrogate pairs, which PostgreSQL refuses. (In the
 * JSON of the claims they are escapes.)
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
