import {
  type AccessToken,
  createMemoryReplicaStore,
  createRevocations,
  type ReplicaStore,
  type Revocations,
  type RevocationsOptions,
  type RevocationVerdict,
} from '../../src/index.ts';
import { accessToken } from '../access-tokens.ts';

export const START: number = Date.UTC(2026, 10, 23, 14, 45, 2, 345);

const DIGEST = 'l8S1U3Zxj5mC0sgSBrYxPlqlYXVYv9tUBYyRR8Q2yLo';

export interface RevocationsUnderTest {
  readonly revocations: Revocations;
  readonly store: ReplicaStore;
  /** What time it is, to be moved by the test. */
  readonly clock: { now: number };
  /** The verdict on a token of subject 1 and client 1001 whose facts were told so many milliseconds after the start. */
  readonly find: (facts?: Partial<AccessToken>, asOf?: number) => Promise<RevocationVerdict | undefined>;
}

export function createWithClock(options: Partial<RevocationsOptions> = {}): RevocationsUnderTest {
  const clock = { now: START };
  const now = (): number => clock.now;
  const store = options.store ?? createMemoryReplicaStore({ now });
  const revocations = createRevocations({ store, now, ...options });
  return {
    revocations,
    store,
    clock,
    find: async (facts = {}, asOf = 0) =>
      revocations.find({ tokenDigest: DIGEST }, accessToken(facts), START + asOf),
  };
}
