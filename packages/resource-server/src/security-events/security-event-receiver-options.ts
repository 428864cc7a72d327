import type { ReplicaStore } from '../replication/replica-store.ts';
import type { Revocations } from '../revocation/revocations.ts';
import type { SecurityEventReport } from './security-event-report.ts';
import { createKeyFinder, type TransmitterKeys } from './security-event-keys.ts';
import type { TokenExpectations } from './security-event-token.ts';
import type { SubjectFinding, SubjectIdentifier } from './subject-identifier.ts';

export interface SecurityEventReceiverOptions {
  /** Who issues the tokens: their `iss`, character by character. */
  readonly issuer: string;
  /** What the transmitter calls this receiver, or several names of which one must be in `aud`. */
  readonly audience: string | readonly string[];
  /**
   * The keys of the issuer. A `jwksUri` is read when a key is needed, at most every ten seconds, and again after ten minutes, so that
   * a key that was withdrawn ages out.
   */
  readonly keys: TransmitterKeys;
  /** Where the events take effect. */
  readonly revocations: Pick<Revocations, 'revoke' | 'outdate'>;
  /** Where it is kept which tokens came already. Replicas share one. */
  readonly store: ReplicaStore;
  /**
   * The value of the `Authorization` header that was agreed with the transmitter, such as `Bearer …`, or several of which one must
   * come, while it changes. Default: the signature is proof enough.
   */
  readonly authorization?: string | readonly string[];
  /** The issuers whose `sub` is the subject of access tokens (format `iss_sub`). Default: `issuer`. */
  readonly subjectIssuers?: readonly string[];
  /**
   * Whom an identifier means, asked first about each, such as one with an e-mail address: the subject of access tokens, `null` for
   * nobody here, or `undefined` for what the receiver understands itself. Those are `iss_sub`, and `opaque`, whose `id` is taken
   * for the subject: where your transmitter means sessions by it, say so here. Default: there is nothing to add.
   */
  readonly subjectOf?: (identifier: SubjectIdentifier) => SubjectFinding | Promise<SubjectFinding>;
  /**
   * How long ago a token may have been issued, in seconds; for as long it is kept that it came. Default: 604,800, a week, so that
   * what was not delivered during an outage still takes effect.
   */
  readonly maximumAge?: number;
  /** Longer tokens are refused unread, in characters. Default: 65,536. */
  readonly maximumLength?: number;
  /** Told what became of each delivery, synchronously. It should return quickly. Default: nobody is told. */
  readonly onReport?: (report: SecurityEventReport) => void;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The options, checked and with their defaults in place. */
export interface SecurityEventReceiverSettings {
  readonly revocations: SecurityEventReceiverOptions['revocations'];
  readonly store: ReplicaStore;
  readonly subjectOf: SecurityEventReceiverOptions['subjectOf'] | undefined;
  readonly onReport: SecurityEventReceiverOptions['onReport'] | undefined;
  readonly expectations: TokenExpectations;
  /** Empty where the signature suffices. */
  readonly authorization: readonly string[];
  readonly subjectIssuers: readonly string[];
  readonly maximumLength: number;
  readonly now: () => number;
}

/** By how much the clock of the issuer may be ahead, in seconds. */
const CLOCK_TOLERANCE = 60;

/** @throws TypeError naming the option that is wrong */
export function checkReceiverOptions(options: SecurityEventReceiverOptions): SecurityEventReceiverSettings {
  const { issuer, keys, revocations, store, subjectOf, onReport } = options;
  const { maximumAge = 604_800, maximumLength = 65_536, now = Date.now } = options;
  if (typeof issuer !== 'string' || issuer === '') {
    throw new TypeError('options.issuer: the iss of the transmitter is expected');
  }
  if (typeof revocations?.revoke !== 'function' || typeof revocations.outdate !== 'function') {
    throw new TypeError('options.revocations: an object as createRevocations makes it is expected');
  }
  if (typeof store?.read !== 'function' || typeof store.write !== 'function') {
    throw new TypeError('options.store: a replica store is expected');
  }
  if (!Number.isSafeInteger(maximumAge) || maximumAge < 1) {
    throw new TypeError('options.maximumAge: a whole number of seconds from 1 on is expected');
  }
  if (!Number.isSafeInteger(maximumLength) || maximumLength < 1) {
    throw new TypeError('options.maximumLength: a positive number of characters is expected');
  }
  for (const [option, value] of Object.entries({ subjectOf, onReport, now })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new TypeError(`options.${option}: a function is expected`);
    }
  }
  return Object.freeze({
    expectations: Object.freeze({
      issuer,
      audience: checkNames(options.audience, 'audience'),
      findKey: createKeyFinder(keys, now),
      maximumAge,
      clockTolerance: CLOCK_TOLERANCE,
    }),
    authorization:
      options.authorization === undefined ? [] : checkNames(options.authorization, 'authorization'),
    subjectIssuers: checkNames(options.subjectIssuers ?? issuer, 'subjectIssuers'),
    revocations,
    store,
    subjectOf,
    onReport,
    maximumLength,
    now,
  });
}

function checkNames(value: unknown, option: string): readonly string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const checked = names.filter((name): name is string => typeof name === 'string' && name !== '');
  if (checked.length === 0 || checked.length < names.length) {
    throw new TypeError(`options.${option}: a string that is not empty is expected, or several`);
  }
  return Object.freeze(checked);
}
