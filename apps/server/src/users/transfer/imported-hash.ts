import { parsePasswordHash } from '../password-hash.ts';
import { UserStoreError } from '../user-store-error.ts';

export interface ImportedHash {
  /** What to store; `undefined` for a user without a password that can be verified. */
  readonly hash?: string | undefined;
  /** Why a password cannot be kept, where there is one. */
  readonly unusable?: string | undefined;
}

/** Hashes of other programs that are recognised, to say why they cannot be kept. */
const UNUSABLE: readonly (readonly [RegExp, string])[] = [
  [/^(?:bcrypt(?:_sha256)?\$\$?)?\$2[abxy]?\$/, 'bcrypt hashes cannot be verified here'],
  [/^bcrypt/, 'bcrypt hashes cannot be verified here'],
  [/^(?:unsalted_)?(?:md5|sha1)\$/, 'hashes of MD5 and SHA-1 are too weak to be kept'],
  [/^crypt\$/, 'hashes of crypt are too weak to be kept'],
];

/**
 * Reads the password hash of an imported user.
 *
 * @throws UserStoreError `invalid_user` for what is no hash that anybody knows; the message does not quote it
 */
export function readImportedHash(text: string): ImportedHash {
  // Django writes it for a user who has no password.
  if (text.startsWith('!')) return {};
  if (parsePasswordHash(text) !== undefined) return { hash: text };
  const unusable = UNUSABLE.find(([pattern]) => pattern.test(text))?.[1];
  if (unusable !== undefined) return { unusable };
  throw new UserStoreError(
    'invalid_user',
    'The password hash is not one of argon2, pbkdf2_sha256, pbkdf2_sha1 or scrypt, or it costs more than a sign-in may.',
  );
}
