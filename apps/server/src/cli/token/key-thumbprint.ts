import { createHash, createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** RFC 7638, section 3.2, and RFC 8037, section 2: what of a public key is hashed, in this order. */
const MEMBERS: Readonly<Record<string, readonly (keyof JsonWebKey)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/**
 * The thumbprint of a JSON Web Key, SHA-256 in base64url (RFC 7638). That of a private key is that of its public key.
 *
 * @returns `undefined` for what is no asymmetric key
 */
export function keyThumbprint(jwk: unknown): string | undefined {
  let key: JsonWebKey;
  try {
    key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({ format: 'jwk' });
  } catch {
    return undefined;
  }
  const members = MEMBERS[key.kty ?? '']?.map((name) => [name, key[name]]);
  return (
    members &&
    createHash('sha256')
      .update(JSON.stringify(Object.fromEntries(members)))
      .digest('base64url')
  );
}
