import { UserStoreError } from './user-store-error.ts';

const MAXIMUM_SUBJECT_LENGTH = 100;
const MAXIMUM_USERNAME_LENGTH = 128;

/**
 * Checks that Authlete accepts a string as the subject of a token: visible ASCII characters and inner spaces,
 * 1 to 100. (OpenID Connect Core 1.0, section 2, would allow 255.)
 *
 * @throws UserStoreError `invalid_user`
 */
export function checkSubject(subject: string): void {
  if (subject.length <= MAXIMUM_SUBJECT_LENGTH && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(subject)) {
    return;
  }
  throw new UserStoreError(
    'invalid_user',
    `The subject must be 1 to ${MAXIMUM_SUBJECT_LENGTH} printable ASCII characters, with no space at either end.`,
  );
}

/**
 * Checks that a string can be a username: 1 to 128 characters of any script, without white space, control
 * characters and invisible characters, so that two usernames that look alike are not told apart by something
 * nobody sees.
 *
 * @throws UserStoreError `invalid_user`
 */
export function checkUsername(username: string): void {
  if (username.length > 0 && username.length <= MAXIMUM_USERNAME_LENGTH && !/[\p{C}\p{Z}]/u.test(username)) {
    return;
  }
  throw new UserStoreError(
    'invalid_user',
    `The username must be 1 to ${MAXIMUM_USERNAME_LENGTH} visible characters without spaces.`,
  );
}
