import type { AccessToken } from '../access-token.ts';
import { CLOCK_TOLERANCE } from '../violation.ts';

/** What is kept about a target. */
export interface RevocationRecord {
  /**
   * - `final`: tokens are refused, whatever the authority says
   * - `revoked`: so they are, but for those that are provably newer
   * - `lifted`: the authority knows of the revocation, so that nobody need be refused here
   * - `outdated`: facts that are older do not count
   */
  readonly state: 'final' | 'revoked' | 'lifted' | 'outdated';
  /** Since when, in milliseconds since the epoch. */
  readonly at: number;
  /** Tells revocations of one target apart. */
  readonly id: string;
}

const FORM = /^(final|revoked|lifted|outdated) (\d{1,15}) ([\w-]{1,43})$/;

export function writeRecord({ state, at, id }: RevocationRecord): string {
  return `${state} ${at} ${id}`;
}

/** @throws Error for what this server has not written: nobody knows what was revoked then */
export function readRecord(text: string): RevocationRecord {
  const [, state, at, id] = FORM.exec(text) ?? [];
  if (state === undefined || id === undefined) {
    throw new Error('the store holds something else under the key of a revocation');
  }
  return { state: state as RevocationRecord['state'], at: Number(at), id };
}

/**
 * What a record means for a token.
 *
 * @param asOf when the authority was asked for the facts, in milliseconds since the epoch
 * @param clockTolerance by how many milliseconds the clock of `asOf` and the one of the record may differ
 */
export function judgeByRecord(
  { state, at }: RevocationRecord,
  { authTime }: AccessToken,
  asOf: number,
  clockTolerance: number,
): 'revoked' | 'outdated' | undefined {
  switch (state) {
    case 'final':
      return 'revoked';
    case 'revoked': {
      // A token cannot be older than the sign-in that it comes from. Authlete tells nothing else of its age.
      const isNewer = authTime !== undefined && (authTime - CLOCK_TOLERANCE) * 1000 > at;
      return isNewer ? undefined : 'revoked';
    }
    case 'lifted':
      return undefined;
    case 'outdated':
      return asOf > at + clockTolerance ? undefined : 'outdated';
  }
}
