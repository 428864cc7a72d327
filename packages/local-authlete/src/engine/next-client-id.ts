import type { Store } from './store.ts';

const FIRST = 1001;

/** The next number for a client, above 1000. */
export function nextClientId(store: Store): string {
  let id = FIRST;
  while (store.get('Client', String(id))) {
    id += 1;
  }
  return String(id);
}
