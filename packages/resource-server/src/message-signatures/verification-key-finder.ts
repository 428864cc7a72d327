import type { JsonWebKey } from 'node:crypto';
import { createVerificationKey, type MessageSignatureKey } from './message-signature-key.ts';

/**
 * Looks up the keys of a JWK Set by their `kid` (RFC 7517, section 5). Keys that are of no use here, such as those for
 * encryption, are passed over; so are keys without a `kid`, since a signature could not name them.
 *
 * @throws TypeError when two usable keys have the same `kid`
 *
 * @example
 * ```ts
 * const findKey = createVerificationKeyFinder(await (await fetch(jwksUri)).json());
 * ```
 */
export function createVerificationKeyFinder(set: {
  readonly keys: readonly JsonWebKey[];
}): (keyId: string | undefined) => MessageSignatureKey | undefined {
  const keys = new Map<string | undefined, MessageSignatureKey>();
  for (const jwk of set.keys) {
    const key = jwk.kid === undefined ? undefined : tryKey(jwk);
    if (key === undefined) continue;
    if (keys.has(key.keyId)) throw new TypeError('set.keys: two keys have the same kid');
    keys.set(key.keyId, key);
  }
  return (keyId) => keys.get(keyId);
}

function tryKey(key: JsonWebKey): MessageSignatureKey | undefined {
  try {
    return createVerificationKey({ key });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
