import type { Store } from './store.ts';

const MODELS_OF_CLIENTS = [
  'AccessToken',
  'ClientCredentials',
  'RefreshToken',
  'AuthorizationCode',
  'DeviceCode',
  'Grant',
];

/** Deletes a client with all that was issued to it: its number may be given to another client one day. */
export function deleteClient(store: Store, clientId: string): void {
  for (const model of MODELS_OF_CLIENTS) {
    for (const { id, payload } of store.list(model)) {
      if (payload['clientId'] === clientId) {
        store.delete(model, id);
      }
    }
  }
  store.delete('Client', clientId);
}
