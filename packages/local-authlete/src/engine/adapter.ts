import type { Adapter, ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import { deleteClient } from './delete-client.ts';
import type { Store, StoredRecord } from './store.ts';

/** Not the interactions, which name the grant that they are about. */
const ISSUED_FOR_GRANTS = ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode'];

/**
 * Lets the engine keep its models in the {@link Store}.
 *
 * The engine reads `Date.now()`, local Authlete its own clock. The two meet here: what the engine stores expires by
 * our clock, and `exp` is restated in the engine's time whenever the engine reads it back.
 */
export function createAdapter(model: string, store: Store, clock: Clock): Adapter {
  const restate = (record: StoredRecord | undefined): ModelPayload | undefined => {
    if (!record || record.expiresAt === Infinity) {
      return record?.payload;
    }
    return { ...record.payload, exp: Math.floor((Date.now() + record.expiresAt - clock.now()) / 1000) };
  };

  return {
    async upsert(id, payload, expiresIn) {
      store.put(model, id, payload, expiresIn === undefined ? Infinity : clock.now() + expiresIn * 1000);
    },
    find: async (id) => restate(store.get(model, id)),
    findByUid: async (uid) => restate(store.find(model, 'uid', uid)),
    findByUserCode: async (userCode) => restate(store.find(model, 'userCode', userCode)),
    async consume(id) {
      const record = store.get(model, id);
      if (record) {
        const consumed = Math.floor(clock.now() / 1000);
        store.put(model, id, { ...record.payload, consumed }, record.expiresAt);
      }
    },
    async destroy(id) {
      if (model === 'Client') {
        deleteClient(store, id);
      } else {
        store.delete(model, id);
      }
    },
    async revokeByGrantId(grantId) {
      // The engine calls this for those models that the client may use; the API makes tokens without asking that.
      for (const issued of ISSUED_FOR_GRANTS) {
        for (const { id } of store.ofGrant(issued, grantId)) {
          store.delete(issued, id);
        }
      }
    },
  };
}
