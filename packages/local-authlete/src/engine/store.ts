import type { ModelPayload } from 'oidc-provider';

import type { Clock } from '../clock.ts';

/** One record of the engine: a token, a grant, a client, … */
export interface StoredRecord {
  readonly model: string;
  readonly id: string;
  /** The model's members. Its `exp` is the engine's; {@link StoredRecord.expiresAt} is what counts. */
  payload: ModelPayload;
  /** Milliseconds since the epoch, by local Authlete's clock. */
  readonly createdAt: number;
  /** Milliseconds since the epoch, by local Authlete's clock; `Infinity` for records that never expire. */
  expiresAt: number;
}

const SWEEP_AT = 20_000;

/**
 * Everything that local Authlete remembers, in memory, in one place: what its API creates and what the engine issues.
 *
 * Expired records stay until somebody asks for them, because Authlete tells "expired" from "does not exist" once;
 * above 20,000 records the expired ones are dropped.
 */
export class Store {
  readonly #clock: Clock;
  readonly #models = new Map<string, Map<string, StoredRecord>>();
  readonly #grants = new Map<string, Set<StoredRecord>>();
  #size = 0;
  #sweepAt = SWEEP_AT;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(model: string, id: string, payload: ModelPayload, expiresAt: number): StoredRecord {
    const createdAt = this.get(model, id)?.createdAt ?? this.#clock.now();
    this.delete(model, id);
    this.#sweep();
    const record: StoredRecord = { model, id, payload, createdAt, expiresAt };
    this.#records(model).set(id, record);
    this.#size += 1;
    const { grantId } = payload;
    if (typeof grantId === 'string') {
      this.#grants.set(grantId, (this.#grants.get(grantId) ?? new Set()).add(record));
    }
    return record;
  }

  get(model: string, id: string): StoredRecord | undefined {
    return this.#models.get(model)?.get(id);
  }

  /** The records of one model, oldest first. */
  list(model: string): Iterable<StoredRecord> {
    return this.#records(model).values();
  }

  delete(model: string, id: string): boolean {
    const record = this.get(model, id);
    if (!record) {
      return false;
    }
    this.#records(model).delete(id);
    this.#size -= 1;
    const { grantId } = record.payload;
    if (typeof grantId === 'string') {
      const members = this.#grants.get(grantId);
      members?.delete(record);
      if (members?.size === 0) {
        this.#grants.delete(grantId);
      }
    }
    return true;
  }

  /** The records of one model that belong to a grant. */
  ofGrant(model: string, grantId: string): StoredRecord[] {
    return [...(this.#grants.get(grantId) ?? [])].filter((record) => record.model === model);
  }

  deleteGrant(grantId: string): void {
    for (const { model, id } of this.#grants.get(grantId) ?? []) {
      this.delete(model, id);
    }
  }

  #records(model: string): Map<string, StoredRecord> {
    let records = this.#models.get(model);
    if (!records) {
      records = new Map();
      this.#models.set(model, records);
    }
    return records;
  }

  #sweep(): void {
    if (this.#size < this.#sweepAt) {
      return;
    }
    const now = this.#clock.now();
    for (const [model, records] of this.#models) {
      for (const record of records.values()) {
        if (record.expiresAt <= now) {
          this.delete(model, record.id);
        }
      }
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#size);
  }
}
