import { argon2, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const deriveArgon2 = promisify(argon2);
const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt: (
  password: Buffer,
  salt: string,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer> = promisify(scrypt);

/** What a hash may ask of the machine at a sign-in: 1 GiB of memory, and seconds rather than minutes. */
const MAXIMUM_MEMORY = 1_073_741_824;
const MAXIMUM_ARGON2_PASSES = 64;
const MAXIMUM_ARGON2_PARALLELISM = 64;
const MAXIMUM_PBKDF2_ITERATIONS = 10_000_000;

/** A stored password hash that can be verified. */
export interface PasswordHash {
  /** The parameters of argon2id; `undefined` for every other algorithm. */
  readonly argon2id?: { readonly memory: number; readonly passes: number } | undefined;
  /** Whether the password is the one that was hashed; the time does not depend on where they differ. */
  verify(password: Buffer): Promise<boolean>;
}

/**
 * Reads a password hash: argon2 in the PHC string format (`$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`), and what
 * Django writes (docs.djangoproject.com, "Password management in Django"): `pbkdf2_sha256$`, `pbkdf2_sha1$`,
 * `argon2$` and `scrypt$`.
 *
 * @returns `undefined` for anything else, and for a hash that costs more than a sign-in may
 */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  return parseArgon2(text) ?? parsePbkdf2(text) ?? parseScrypt(text);
}

/** The salt and hash are base64 without padding. Django puts the name of its hasher in front. */
const ARGON2 =
  /^(?:argon2)?\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{16,})$/;

function parseArgon2(text: string): PasswordHash | undefined {
  const [, algorithm, memoryInKib, t, p, salt, hash] = ARGON2.exec(text) ?? [];
  if (!isArgon2(algorithm) || salt === undefined || hash === undefined) return undefined;
  const [memory, passes, parallelism] = [Number(memoryInKib), Number(t), Number(p)];
  if (memory * 1024 > MAXIMUM_MEMORY || memory < 8 * parallelism) return undefined;
  if (passes < 1 || passes > MAXIMUM_ARGON2_PASSES) return undefined;
  if (parallelism < 1 || parallelism > MAXIMUM_ARGON2_PARALLELISM) return undefined;
  const expected = Buffer.from(hash, 'base64');
  return {
    argon2id: algorithm === 'argon2id' ? { memory, passes } : undefined,
    verify: async (password) => {
      const options = { memory, passes, parallelism, tagLength: expected.length };
      const nonce = Buffer.from(salt, 'base64');
      return timingSafeEqual(
        await deriveArgon2(algorithm, { ...options, message: password, nonce }),
        expected,
      );
    },
  };
}

function isArgon2(algorithm: string | undefined): algorithm is 'argon2id' | 'argon2i' | 'argon2d' {
  return algorithm !== undefined;
}

/** The salt is printable ASCII, the hash base64 with padding. */
const PBKDF2 = /^pbkdf2_(sha256|sha1)\$(\d{1,8})\$([!-#%-~]+)\$([A-Za-z0-9+/]{20,}={0,2})$/;

function parsePbkdf2(text: string): PasswordHash | undefined {
  const [, digest, count, salt, hash] = PBKDF2.exec(text) ?? [];
  if (digest === undefined || salt === undefined || hash === undefined) return undefined;
  const iterations = Number(count);
  if (iterations < 1 || iterations > MAXIMUM_PBKDF2_ITERATIONS) return undefined;
  const expected = Buffer.from(hash, 'base64');
  return {
    verify: async (password) =>
      timingSafeEqual(await derivePbkdf2(password, salt, iterations, expected.length, digest), expected),
  };
}

/** The cost, the salt, the block size, the parallelism, and the hash in base64 with padding. */
const SCRYPT = /^scrypt\$(\d{1,8})\$([!-#%-~]+)\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{20,}={0,2})$/;

function parseScrypt(text: string): PasswordHash | undefined {
  const [, cost, salt, blockSize, parallelism, hash] = SCRYPT.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const [N, r, p] = [Number(cost), Number(blockSize), Number(parallelism)];
  const memory = 128 * r * (N + p + 2);
  if (N < 2 || !Number.isInteger(Math.log2(N)) || r < 1 || p < 1) return undefined;
  if (memory > MAXIMUM_MEMORY || p > 64) return undefined;
  const expected = Buffer.from(hash, 'base64');
  return {
    verify: async (password) =>
      timingSafeEqual(
        await deriveScrypt(password, salt, expected.length, { N, r, p, maxmem: memory }),
        expected,
      ),
  };
}
