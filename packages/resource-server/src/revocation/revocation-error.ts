import type { RevocationTelling } from './revocation-authority.ts';

/**
 * A revocation was not recorded as it should be, so that facts which are kept somewhere may still let tokens through, or that new
 * tokens are refused for longer than need be. Repeat it.
 *
 * - `store_full`: there is no room for it
 * - `store_unavailable`: the store failed, as `cause` says
 */
export class RevocationError extends Error {
  override readonly name = 'RevocationError';
  readonly code: 'store_full' | 'store_unavailable';
  /** The authority is told all the same; `undefined` where there was nothing to tell it. */
  readonly telling: RevocationTelling | undefined;

  constructor(code: RevocationError['code'], telling: RevocationTelling | undefined, cause?: unknown) {
    super(MESSAGES[code], { cause });
    this.code = code;
    this.telling = telling;
  }
}

const MESSAGES: Readonly<Record<RevocationError['code'], string>> = {
  store_full: 'the store of revocations is full',
  store_unavailable: 'the store of revocations failed',
};
