import type { KeyObject } from 'node:crypto';

/** Imported keys by their thumbprints: importing one takes half as long as verifying a signature with it. */
export interface KeyCache {
  get(thumbprint: string): KeyObject | undefined;
  /** Notes that the key was just used; beyond the capacity the key that was not used for longest is given up. */
  use(thumbprint: string, key: KeyObject): void;
}

export function createKeyCache(capacity: number): KeyCache {
  // A Map keeps the order of insertion: the first key is the one that was not used for longest.
  const keys = new Map<string, KeyObject>();
  return Object.freeze({
    get: (thumbprint: string) => keys.get(thumbprint),
    use(thumbprint: string, key: KeyObject): void {
      keys.delete(thumbprint);
      keys.set(thumbprint, key);
      if (keys.size <= capacity) return;
      for (const oldest of keys.keys()) {
        keys.delete(oldest);
        return;
      }
    },
  });
}
