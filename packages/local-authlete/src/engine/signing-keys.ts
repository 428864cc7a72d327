import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { JWK } from 'jose';

const generate = promisify(generateKeyPair);

/** A signing key of the service. */
export interface SigningKey {
  readonly kid: string;
  /** The JWS algorithms that the key serves. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** Makes the service's signing keys, new at every start: RSA 2048, P-256, P-384 and Ed25519. */
export async function generateSigningKeys(): Promise<readonly SigningKey[]> {
  const pairs = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('ec', { namedCurve: 'P-256' }),
    generate('ec', { namedCurve: 'P-384' }),
    generate('ed25519'),
  ]);
  const algorithms = [['RS256', 'PS256'], ['ES256'], ['ES384'], ['EdDSA']];
  return Promise.all(
    pairs.map(async ({ privateKey, publicKey }, index) => {
      const publicJwk = await exportJWK(publicKey);
      const kid = await calculateJwkThumbprint(publicJwk);
      return {
        kid,
        algorithms: algorithms[index] ?? [],
        key: privateKey,
        privateJwk: { ...(await exportJWK(privateKey)), kid, use: 'sig' },
        publicJwk: { ...publicJwk, kid, use: 'sig' },
      };
    }),
  );
}
