import { createPrivateKey } from 'node:crypto';

import type { JWK } from 'jose';

import { isStrings } from '../http/request-parameters.ts';
import { generateSigningKeys } from './signing-keys.ts';
import type { SigningKey } from './signing-keys.ts';
import { SIGNING_ALGORITHMS } from './algorithms.ts';
import type { Store } from './store.ts';

const MODEL = 'SigningKey';

/** The service's signing keys: those of the store, and a new one for each algorithm that none of them serves. */
export async function loadSigningKeys(store: Store): Promise<readonly SigningKey[]> {
  const kept = [...store.list(MODEL)].map(({ payload }) => toSigningKey(payload));
  const served = new Set(kept.flatMap(({ algorithms }) => algorithms));
  const isComplete = SIGNING_ALGORITHMS.every(
    (algorithm) => algorithm.startsWith('HS') || served.has(algorithm),
  );
  if (isComplete) {
    return kept;
  }
  const generated = await generateSigningKeys();
  const added = generated.filter(({ algorithms }) => algorithms.some((algorithm) => !served.has(algorithm)));
  for (const { kid, algorithms, privateJwk, publicJwk } of added) {
    store.put(MODEL, kid, { algorithms, privateJwk, publicJwk }, Infinity);
  }
  return [...kept, ...added];
}

function toSigningKey({ algorithms, privateJwk, publicJwk }: Readonly<Record<string, unknown>>): SigningKey {
  const jwk = privateJwk as JWK & { kid: string };
  return {
    kid: jwk.kid,
    algorithms: isStrings(algorithms) ? algorithms : [],
    key: createPrivateKey({ key: jwk, format: 'jwk' }),
    privateJwk: jwk,
    publicJwk: publicJwk as JWK,
  };
}
