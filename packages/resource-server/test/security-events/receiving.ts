import {
  createMemoryReplicaStore,
  type OutdatingTarget,
  type ReplicaStore,
  type RevocationTarget,
  type RevocationTelling,
} from '../../src/index.ts';
import {
  createSecurityEventReceiver,
  type DeliveryAnswer,
  type SecurityEventDelivery,
  type SecurityEventReceiverOptions,
  type SecurityEventReport,
} from '../../src/security-events/index.ts';
import { AUDIENCE, ISSUER, NOW, publicJwk } from './transmitter.ts';

export interface ReceiverUnderTest {
  /** Delivers a token as RFC 8935, section 2.1, says. */
  readonly deliver: (body: string, other?: Partial<SecurityEventDelivery>) => Promise<DeliveryAnswer>;
  readonly revoked: readonly RevocationTarget[];
  readonly outdated: readonly OutdatingTarget[];
  readonly reports: readonly SecurityEventReport[];
  readonly store: ReplicaStore;
  /** What time it is, to be moved by the test. */
  readonly clock: { now: number };
}

/** A receiver that notes what it revokes. */
export function createReceiver(
  options: Partial<SecurityEventReceiverOptions> = {},
  telling: () => RevocationTelling = () => ({ state: 'told' }),
): ReceiverUnderTest {
  const clock = { now: NOW };
  const now = (): number => clock.now;
  const revoked: RevocationTarget[] = [];
  const outdated: OutdatingTarget[] = [];
  const reports: SecurityEventReport[] = [];
  const store = options.store ?? createMemoryReplicaStore({ now });
  const receiver = createSecurityEventReceiver({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { keys: [publicJwk()] },
    store,
    revocations: {
      revoke: async (target) => {
        revoked.push(target);
        return telling();
      },
      outdate: async (target) => {
        outdated.push(target);
      },
    },
    onReport: (report) => reports.push(report),
    now,
    ...options,
  });
  const deliver: ReceiverUnderTest['deliver'] = (body, other) =>
    receiver.receive({ contentType: 'application/secevent+jwt', authorization: undefined, body, ...other });
  return { deliver, revoked, outdated, reports, store, clock };
}
