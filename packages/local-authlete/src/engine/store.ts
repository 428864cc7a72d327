import type { ModelPayload } from 'oidc-provider';

/** One record of the engine: a token, a grant, a client, … */
export interface StoredRecord {
  readonly model: string;
  readonly id: string;
  /** The model's members. Its `exp` is the engine's; {@link StoredRecord.expiresAt} is what counts. */
  readonly payload: ModelPayload;
  /** Milliseconds since the epoch, by local Authlete's clock. */
  readonly createdAt: number;
  /** Milliseconds since the epoch, by local Authlete's clock; `Infinity` for records that never expire. */
  readonly expiresAt: number;
}

/** The members, besides the identifier, by which the engine looks for a record. */
export type LookupMember = 'uid' | 'userCode';

/** How long an expired record is kept, in milliseconds: Authlete tells "expired" from "does not exist" once. */
export const KEPT_WHEN_EXPIRED = 86_400_000;

/** How often expired records are looked for, in milliseconds; only while records are written. */
export const SWEEP_INTERVAL = 60_000;

/** Everything that local Authlete remembers, in one place: what its API creates and what the engine issues. */
export interface Store {
  /** Creates a record, or replaces one, which keeps when it was created and its place in the order. */
  put(model: string, id: string, payload: ModelPayload, expiresAt: number): void;
  /** Expired records are found as well, until they are dropped. */
  get(model: string, id: string): StoredRecord | undefined;
  find(model: string, member: LookupMember, value: string): StoredRecord | undefined;
  /** The records of one model, in the order in which they were created. */
  list(model: string): Iterable<StoredRecord>;
  /** The records of one model that belong to a grant: those whose member `grantId` it is. */
  ofGrant(model: string, grantId: string): readonly StoredRecord[];
  /** Whether there was one. */
  delete(model: string, id: string): boolean;
  /** Must be called once; the store is of no use after it. */
  close(): void;
}
