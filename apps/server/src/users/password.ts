import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { UserStoreError } from './user-store-error.ts';

const deriveKey = promisify(argon2);

/**
 * The argon2id parameters that the OWASP Password Storage Cheat Sheet recommends; about 30 ms of one core.
 */
const MEMORY_IN_KIB = 19_456;
const PASSES = 2;
const PARALLELISM = 1;
const SALT_LENGTH = 16;
const TAG_LENGTH = 32;

const MAXIMUM_PASSWORD_BYTES = 1024;

/** The PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, base64 without padding. */
const PHC_STRING =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/**
 * Hashes a password with argon2id and a random salt, outside of the event loop.
 *
 * @returns the hash in the PHC string format, with its parameters
 * @throws UserStoreError `invalid_user` for an empty password or one longer than 1024 bytes
 */
export async function hashPassword(password: string): Promise<string> {
  const message = encodePassword(password);
  if (message.length === 0 || message.length > MAXIMUM_PASSWORD_BYTES) {
    throw new UserStoreError(
      'invalid_user',
      `The password must be 1 to ${MAXIMUM_PASSWORD_BYTES} bytes long.`,
    );
  }
  const nonce = randomBytes(SALT_LENGTH);
  const tag = await deriveKey('argon2id', {
    message,
    nonce,
    parallelism: PARALLELISM,
    tagLength: TAG_LENGTH,
    memory: MEMORY_IN_KIB,
    passes: PASSES,
  });
  return `$argon2id$v=19$m=${MEMORY_IN_KIB},t=${PASSES},p=${PARALLELISM}$${encodeBase64(nonce)}$${encodeBase64(tag)}`;
}

/**
 * Checks a password against a hash of `hashPassword`, or of another program that writes argon2id in the PHC
 * string format. The time does not depend on where the hashes differ.
 *
 * Without a hash (no such user, no password set) it takes as long and the answer is no, so that an attacker
 * cannot measure which usernames exist.
 */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC_STRING.exec(hash ?? '') ?? [];
  const expected = tag === undefined ? Buffer.alloc(TAG_LENGTH) : Buffer.from(tag, 'base64');
  const actual = await deriveKey('argon2id', {
    message: encodePassword(password).subarray(0, MAXIMUM_PASSWORD_BYTES + 1),
    nonce: salt === undefined ? Buffer.alloc(SALT_LENGTH) : Buffer.from(salt, 'base64'),
    parallelism: Number(parallelism ?? PARALLELISM),
    tagLength: expected.length,
    memory: Number(memory ?? MEMORY_IN_KIB),
    passes: Number(passes ?? PASSES),
  });
  return timingSafeEqual(actual, expected) && tag !== undefined;
}

/** RFC 8265, section 4.2 (`OpaqueString`): the same password, however a keyboard composes its letters. */
function encodePassword(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'), 'utf8');
}

function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
