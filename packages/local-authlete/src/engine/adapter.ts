import type { Adapter, ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import type { Store, StoredRecord } from './store.ts';

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
  const findBy = (member: string, value: string): ModelPayload | undefined => {
    for (const record of store.list(model)) {
      if (record.payload[member] === value) {
        return restate(record);
      }
    }
    return undefined;
  };

  return {
    async upsert(id, payload, expiresIn) {
      store.put(model, id, payload, expiresIn === undefined ? Infinity : clock.now() + expiresIn * 1000);
    },
    find: async (id) => restate(store.get(model, id)),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    async consume(id) {
      const record = store.get(model, id);
      if (record) {
        record.payload = { ...record.payload, consumed: Math.floor(clock.now() / 1000) };
      }
    },
    async destroy(id) {
      store.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      store.deleteGrant(grantId);
    },
  };
}
