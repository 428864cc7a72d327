import type { ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';
import { KEPT_WHEN_EXPIRED, SWEEP_INTERVAL } from './store.ts';
import type { LookupMember, Store, StoredRecord } from './store.ts';

const CROWDED = 20_000;

/** A {@link Store} that ends with the process. Above 20,000 records the expired ones are dropped at once. */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #models = new Map<string, Map<string, StoredRecord>>();
  readonly #grants = new Map<string, Map<string, StoredRecord>>();
  #size = 0;
  #crowdedAt = CROWDED;
  #sweepAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sweepAt = clock.now() + SWEEP_INTERVAL;
  }

  put(model: string, id: string, payload: ModelPayload, expiresAt: number): void {
    const before = this.get(model, id);
    if (before) {
      this.#leaveGrant(before);
    } else {
      this.#sweep();
      this.#size += 1;
    }
    const createdAt = before?.createdAt ?? this.#clock.now();
    // A copy, as from a file: what the caller does to its own object changes nothing here.
    const copy = JSON.parse(JSON.stringify(payload)) as ModelPayload;
    const record: StoredRecord = { model, id, payload: copy, createdAt, expiresAt };
    this.#records(model).set(id, record);
    const { grantId } = payload;
    if (typeof grantId === 'string') {
      const members = this.#grants.get(grantId) ?? new Map<string, StoredRecord>();
      this.#grants.set(grantId, members.set(`${model} ${id}`, record));
    }
  }

  get(model: string, id: string): StoredRecord | undefined {
    return this.#models.get(model)?.get(id);
  }

  find(model: string, member: LookupMember, value: string): StoredRecord | undefined {
    return [...this.#records(model).values()].find(({ payload }) => payload[member] === value);
  }

  list(model: string): Iterable<StoredRecord> {
    return [...this.#records(model).values()];
  }

  ofGrant(model: string, grantId: string): readonly StoredRecord[] {
    return [...(this.#grants.get(grantId)?.values() ?? [])].filter((record) => record.model === model);
  }

  delete(model: string, id: string): boolean {
    const record = this.get(model, id);
    if (!record) {
      return false;
    }
    this.#records(model).delete(id);
    this.#size -= 1;
    this.#leaveGrant(record);
    return true;
  }

  close(): void {
    this.#models.clear();
    this.#grants.clear();
  }

  #records(model: string): Map<string, StoredRecord> {
    const records = this.#models.get(model) ?? new Map<string, StoredRecord>();
    this.#models.set(model, records);
    return records;
  }

  #leaveGrant({ model, id, payload: { grantId } }: StoredRecord): void {
    if (typeof grantId !== 'string') {
      return;
    }
    const members = this.#grants.get(grantId);
    members?.delete(`${model} ${id}`);
    if (members?.size === 0) {
      this.#grants.delete(grantId);
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    const crowded = this.#size >= this.#crowdedAt;
    if (!crowded && now < this.#sweepAt) {
      return;
    }
    const limit = crowded ? now : now - KEPT_WHEN_EXPIRED;
    for (const records of this.#models.values()) {
      for (const record of records.values()) {
        if (record.expiresAt <= limit) {
          this.delete(record.model, record.id);
        }
      }
    }
    this.#sweepAt = now + SWEEP_INTERVAL;
    this.#crowdedAt = Math.max(CROWDED, 2 * this.#size);
  }
}
