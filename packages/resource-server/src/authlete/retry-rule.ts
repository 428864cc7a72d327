import type { AuthleteFailure } from './authlete-failure.ts';

/** The status of a gateway that had no answer, or none yet. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Whether a question that failed may be asked again, and from when on.
 *
 * A question that was never sent may always be. One that may have been heard only if it can be `repeated`: a DPoP proof counts
 * once (RFC 9449, section 11.1), so that Authlete could take a second question with the same proof for a replay, and a good client
 * would get 401. What Authlete answered stands, whatever it is, and a timeout has used the time up.
 *
 * @returns milliseconds that Authlete asked to wait, 0 where it asked for none; `undefined`: it may not be asked again
 */
export function waitAskedFor(failure: AuthleteFailure, repeatable: boolean): number | undefined {
  switch (failure.kind) {
    case 'connect':
      return 0;
    case 'connection_lost':
      return repeatable ? 0 : undefined;
    case 'http_status': {
      const { status, retryAfter } = failure;
      // Who limits the rate and does not say for how long would be disturbed again too early.
      const may = GATEWAY_STATUSES.has(status) || (status === 429 && retryAfter !== undefined);
      return may && repeatable ? (retryAfter ?? 0) * 1000 : undefined;
    }
    default:
      return undefined;
  }
}
