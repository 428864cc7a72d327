import { CompactSign } from 'jose';
import type { JWK } from 'jose';

import type { SigningAlgorithm } from '../engine/algorithms.ts';
import type { SigningKey } from '../engine/signing-keys.ts';

/**
 * Signs a payload as a JWS.
 *
 * @param secret The key for an HMAC; the other algorithms are served by the keys of the service.
 * @param keyId Which key of the service, where several could; by default the first.
 * @throws {TypeError} There is no key for the algorithm.
 */
export async function sign(
  payload: Readonly<Record<string, unknown>>,
  header: { readonly alg: SigningAlgorithm; readonly typ?: string },
  keys: readonly SigningKey[],
  secret: JWK | Uint8Array | undefined,
  keyId = '',
): Promise<string> {
  const serviceKey = keys.find(
    ({ algorithms, kid }) => algorithms.includes(header.alg) && (keyId === '' || keyId === kid),
  );
  const key = serviceKey?.key ?? secret;
  if (!key) {
    throw new TypeError(`there is no key for ${header.alg}`);
  }
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader(serviceKey ? { ...header, kid: serviceKey.kid } : header)
    .sign(key);
}
