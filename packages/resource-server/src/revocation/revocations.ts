import { randomBytes } from 'node:crypto';
import type { AccessToken } from '../access-token.ts';
import type { PresentedToken } from '../presented-token.ts';
import type { ReplicaStore } from '../replication/replica-store.ts';
import type { RevocationAuthority, RevocationTelling } from './revocation-authority.ts';
import { RevocationError } from './revocation-error.ts';
import { judgeByRecord, readRecord, type RevocationRecord, writeRecord } from './revocation-record.ts';
import { keysOfTarget, keysOfToken, type RevocationTarget } from './revocation-target.ts';

export interface RevocationsOptions {
  /** Where revocations are kept. Replicas share one. */
  readonly store: ReplicaStore;
  /**
   * Is told of every revocation. Without one, tokens are refused here only, and so are new ones of the same subject or client, unless
   * they tell a later sign-in. Default: nobody is told.
   */
  readonly authority?: RevocationAuthority;
  /**
   * For how long a revocation is kept, in seconds: at least as long as an access token can live. Afterwards only the authority
   * knows of it, where it was told. Default: 86,400, a day.
   */
  readonly horizon?: number;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * - `'revoked'`: the token must not be used
 * - `'outdated'`: what is known about the token may have changed since the authority was asked, so it must be asked again
 */
export type RevocationVerdict = 'revoked' | 'outdated';

/** Whose facts have changed. */
export type OutdatingTarget = Extract<RevocationTarget, { subject: string } | { client: string }>;

/** What was revoked, and whether a token is among it. */
export interface Revocations {
  /**
   * Revokes tokens. Once this resolves, no request with one of them is let through, here and wherever the store is shared; and where
   * the authority was told, at its other resource servers too.
   *
   * A token or a grant is refused for good. Subjects and clients come back: once the authority was told, it says which of their
   * tokens are good, and facts that are older do not count. Where it was not told, all their tokens are refused but those that
   * tell a sign-in more than a minute after the revocation. To repeat a revocation does no harm: do it where the answer says
   * `failed`.
   *
   * Facts without a `grantId` are not found by their grant; those of an Authlete UserInfo authority are such.
   *
   * @returns what became of telling the authority
   * @throws RevocationError when it was not recorded; TypeError when the target is not one
   */
  revoke(target: RevocationTarget): Promise<RevocationTelling>;

  /**
   * Says that the authority now tells something else about the tokens of a subject or a client: facts that it told before do not
   * count any more. Revokes nothing, and undoes no revocation.
   *
   * @throws RevocationError when it was not recorded; TypeError when the target is not one
   */
  outdate(target: OutdatingTarget): Promise<void>;

  /** Whether nothing is revoked, as far as the store can tell at once; `false` where it cannot. */
  isEmpty(): boolean;

  /**
   * Whether a token, or what is known about it, must not be used. Throws or rejects where the store fails: then nobody knows, and
   * the request must not go on.
   *
   * @param asOf when the authority was asked for the facts, in milliseconds since the epoch
   */
  find(
    presented: Pick<PresentedToken, 'tokenDigest'>,
    token: AccessToken,
    asOf: number,
  ): RevocationVerdict | undefined | Promise<RevocationVerdict | undefined>;
}

const NOBODY: RevocationTelling = Object.freeze({
  state: 'not_told',
  reason: 'there is no authority that could be told',
});

/**
 * Keeps what was revoked. Give it to `createResourceServer` and to `createUserInfoEndpoint`, and revoke with it.
 *
 * @throws TypeError naming the option that is wrong
 *
 * @example
 * ```ts
 * const revocations = createRevocations({
 *   store: createMemoryReplicaStore(),
 *   authority: createAuthleteRevocationAuthority(client),
 * });
 * const resourceServer = createResourceServer({ tokenSource, audience, revocations });
 * await revocations.revoke({ subject: '1004' });
 * ```
 */
export function createRevocations(options: RevocationsOptions): Revocations {
  const { store, authority, horizon, now } = checkOptions(options);
  const { clockTolerance = DEFAULT_CLOCK_TOLERANCE } = store;

  const isEmpty = (): boolean => {
    try {
      return store.count?.('revocation') === 0;
    } catch {
      // Whether that is a failure of the store, reading will tell.
      return false;
    }
  };

  const keep = async (key: string, record: RevocationRecord): Promise<Failure | undefined> => {
    try {
      const text = writeRecord(record);
      const kept = await store.write('revocation', key, text, record.at + horizon * 1000);
      return kept ? undefined : { code: 'store_full' };
    } catch (cause) {
      return { code: 'store_unavailable', cause };
    }
  };

  /** Leaves it to the authority from now on, unless somebody has revoked the same again, who must tell it first. */
  const lift = async (revocation: string, outdating: string, id: string): Promise<Failure | undefined> => {
    const at = now();
    const failure = await keep(outdating, { state: 'outdated', at, id });
    if (failure !== undefined) return failure;
    try {
      const [text] = await store.read('revocation', [revocation]);
      if (text === undefined || readRecord(text).id !== id) return undefined;
    } catch (cause) {
      return { code: 'store_unavailable', cause };
    }
    return keep(revocation, { state: 'lifted', at, id });
  };

  const tell = async (target: RevocationTarget): Promise<RevocationTelling> => {
    if (authority === undefined) return NOBODY;
    try {
      return await authority.revoke(target);
    } catch {
      return { state: 'failed', reason: 'telling the authority threw an error' };
    }
  };

  const judge = (texts: readonly (string | undefined)[], token: AccessToken, asOf: number): Found => {
    let found: Found;
    for (const text of texts) {
      if (text === undefined) continue;
      const verdict = judgeByRecord(readRecord(text), token, asOf, clockTolerance);
      if (verdict === 'revoked') return verdict;
      found ??= verdict;
    }
    return found;
  };

  return Object.freeze({
    async revoke(target: RevocationTarget): Promise<RevocationTelling> {
      const { revocation, outdating } = keysOfTarget(target);
      const at = now();
      const id = createId();
      // First here, so that it holds while the authority is being told. Both records, so that there is room for them later.
      let failure = await keep(revocation, { state: outdating === undefined ? 'final' : 'revoked', at, id });
      if (failure === undefined && outdating !== undefined) {
        failure = await keep(outdating, { state: 'outdated', at, id });
      }
      const telling = await tell(target);
      if (failure === undefined && telling.state === 'told' && outdating !== undefined) {
        failure = await lift(revocation, outdating, id);
      }
      if (failure !== undefined) throw new RevocationError(failure.code, telling, failure.cause);
      return telling;
    },

    async outdate(target: OutdatingTarget): Promise<void> {
      const { outdating } = keysOfTarget(target);
      if (outdating === undefined) throw new TypeError('target: a subject or a client is expected');
      const failure = await keep(outdating, { state: 'outdated', at: now(), id: createId() });
      if (failure !== undefined) throw new RevocationError(failure.code, undefined, failure.cause);
    },

    isEmpty,

    find(
      presented: Pick<PresentedToken, 'tokenDigest'>,
      token: AccessToken,
      asOf: number,
    ): Found | Promise<Found> {
      if (isEmpty()) return undefined;
      const texts = store.read('revocation', keysOfToken(presented.tokenDigest, token));
      return texts instanceof Promise
        ? texts.then((later) => judge(later, token, asOf))
        : judge(texts, token, asOf);
    },
  });
}

type Found = RevocationVerdict | undefined;

interface Failure {
  readonly code: RevocationError['code'];
  readonly cause?: unknown;
}

/** Between the clocks of replicas, in milliseconds, where their store does not say. */
const DEFAULT_CLOCK_TOLERANCE = 5000;

function createId(): string {
  return randomBytes(9).toString('base64url');
}

function checkOptions(options: RevocationsOptions): Required<Omit<RevocationsOptions, 'authority'>> & {
  readonly authority: RevocationAuthority | undefined;
} {
  const { store, authority, horizon = 86_400, now = Date.now } = options;
  if (typeof store?.read !== 'function' || typeof store.write !== 'function') {
    throw new TypeError('options.store: a replica store is expected');
  }
  if (authority !== undefined && typeof authority?.revoke !== 'function') {
    throw new TypeError('options.authority: a revocation authority is expected');
  }
  if (!Number.isSafeInteger(horizon) || horizon < 1) {
    throw new TypeError('options.horizon: a whole number of seconds from 1 on is expected');
  }
  if (typeof now !== 'function') throw new TypeError('options.now: a function is expected');
  return { store, authority, horizon, now };
}
