import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { JWK } from 'jose';

const generate = promisify(generateKeyPair);

type KeyPair = Readonly<Record<'privateKey' | 'publicKey', KeyObject>>;

/** A signing key of the service. */
export interface SigningKey {
  readonly kid: string;
  /** The JWS algorithms that the key serves. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** Two keys for ES256, so that there is something to choose by `userInfoSignatureKeyId`. */
const KEYS: readonly (readonly [algorithms: readonly string[], generate: () => Promise<KeyPair>])[] = [
  [
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
    async () => generate('rsa', { modulusLength: 2048 }),
  ],
  [['ES256'], async () => generate('ec', { namedCurve: 'P-256' })],
  [['ES256'], async () => generate('ec', { namedCurve: 'P-256' })],
  [['ES384'], async () => generate('ec', { namedCurve: 'P-384' })],
  [['ES512'], async () => generate('ec', { namedCurve: 'P-521' })],
  [['EdDSA', 'Ed25519'], async () => generate('ed25519')],
  [['ML-DSA-44'], async () => generate('ml-dsa-44')],
  [['ML-DSA-65'], async () => generate('ml-dsa-65')],
  [['ML-DSA-87'], async () => generate('ml-dsa-87')],
];

/** Makes the service's signing keys, new at every start: for every asymmetric algorithm that a client may ask for. */
export async function generateSigningKeys(): Promise<readonly SigningKey[]> {
  return Promise.all(
    KEYS.map(async ([algorithms, generatePair]) => {
      const { privateKey, publicKey } = await generatePair();
      const publicJwk = await exportJWK(publicKey);
      const kid = await calculateJwkThumbprint(publicJwk);
      return {
        kid,
        algorithms,
        key: privateKey,
        privateJwk: { ...(await exportJWK(privateKey)), kid, use: 'sig' },
        publicJwk: { ...publicJwk, kid, use: 'sig' },
      };
    }),
  );
}
