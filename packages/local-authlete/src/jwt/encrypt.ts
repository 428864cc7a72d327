import { CompactEncrypt } from 'jose';
import type { JWK } from 'jose';

import type { ContentEncryptionAlgorithm, EncryptionAlgorithm } from '../engine/algorithms.ts';

/** Encrypts a text as a JWE. The header gets the key's `kid`, if it has one. */
export async function encrypt(
  content: string,
  header: {
    readonly alg: EncryptionAlgorithm;
    readonly enc: ContentEncryptionAlgorithm;
    readonly cty?: string;
    readonly typ?: string;
  },
  key: JWK | Uint8Array,
): Promise<string> {
  const kid = 'kid' in key && typeof key.kid === 'string' ? { kid: key.kid } : {};
  return new CompactEncrypt(Buffer.from(content)).setProtectedHeader({ ...header, ...kid }).encrypt(key);
}
