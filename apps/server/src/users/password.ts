import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { parsePasswordHash } from './password-hash.ts';
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

/**
 * Checks that a password can be hashed.
 *
 * @throws UserStoreError `invalid_user` for an empty password or one longer than 1024 bytes
 */
export function checkPassword(password: string): void {
  const { length } = encodePassword(password);
  if (length > 0 && length <= MAXIMUM_PASSWORD_BYTES) return;
  throw new UserStoreError('invalid_user', `The password must be 1 to ${MAXIMUM_PASSWORD_BYTES} bytes long.`);
}

/**
 * Hashes a password with argon2id and a random salt, outside of the event loop.
 *
 * @returns the hash in the PHC string format, with its parameters
 * @throws UserStoreError `invalid_user` as `checkPassword`
 */
export async function hashPassword(password: string): Promise<string> {
  checkPassword(password);
  const nonce = randomBytes(SALT_LENGTH);
  const tag = await derive(encodePassword(password), nonce);
  return `$argon2id$v=19$m=${MEMORY_IN_KIB},t=${PASSES},p=${PARALLELISM}$${encodeBase64(nonce)}$${encodeBase64(tag)}`;
}

/**
 * Checks a password against a hash of `hashPassword`, or of another program as far as `parsePasswordHash` knows
 * it. The time does not depend on where the hashes differ.
 *
 * Without a hash (no such user, no password set) it takes as long as with one of `hashPassword` and the answer is
 * no, so that an attacker cannot measure which usernames exist. A hash of another program takes its own time:
 * `authenticate` makes up for that.
 */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const known = hash === undefined ? undefined : parsePasswordHash(hash);
  // Other programs hash what was typed as it is.
  const typed = hash?.startsWith('$argon2') ? encodePassword(password) : Buffer.from(password, 'utf8');
  // Hashing an endless password would cost the more the longer it is; with one byte too many it fits nothing.
  const candidate = typed.subarray(0, MAXIMUM_PASSWORD_BYTES + 1);
  if (known === undefined) {
    await derive(candidate, Buffer.alloc(SALT_LENGTH));
    return false;
  }
  return (await known.verify(candidate)) && candidate.length <= MAXIMUM_PASSWORD_BYTES;
}

/** Whether a hash should be made anew when the password is at hand: it is foreign, or weaker than ours. */
export function isOutdated(hash: string): boolean {
  const { argon2id } = parsePasswordHash(hash) ?? {};
  if (argon2id === undefined || !hash.startsWith('$argon2id')) return true;
  return argon2id.memory < MEMORY_IN_KIB || argon2id.passes < PASSES;
}

function derive(message: Buffer, nonce: Buffer): Promise<Buffer> {
  return deriveKey('argon2id', {
    message,
    nonce,
    parallelism: PARALLELISM,
    tagLength: TAG_LENGTH,
    memory: MEMORY_IN_KIB,
    passes: PASSES,
  });
}

/** RFC 8265, section 4.2 (`OpaqueString`): the same password, however a keyboard composes its letters. */
function encodePassword(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'), 'utf8');
}

function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
