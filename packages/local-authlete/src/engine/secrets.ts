import { randomBytes } from 'node:crypto';

import type { Store } from './store.ts';

/** What a secret is for. */
type SecretName = 'cookies' | 'forms' | 'dpop-nonces';

/** A secret of the service, 32 random bytes in base64url; made when it is asked for the first time. */
export function loadSecret(store: Store, name: SecretName): string {
  const kept = store.get('Secret', name)?.payload['value'];
  if (typeof kept === 'string') {
    return kept;
  }
  const value = randomBytes(32).toString('base64url');
  store.put('Secret', name, { value }, Infinity);
  return value;
}
