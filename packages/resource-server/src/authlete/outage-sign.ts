import type { AuthleteFailure } from './authlete-failure.ts';

/** A call that had less time than this, in milliseconds, says nothing about Authlete when its time is over. */
const FAIR_TIME = 1000;

/**
 * What a failure says of Authlete.
 *
 * - `ill`: it cannot be reached, does not answer, or asks to be left alone: the next question would very likely fail too
 * - `heard`: it answers, if not as wished. HTTP 500 is among these: it may be this one question that Authlete cannot cope with, and
 *   whoever can send such a question must not be able to keep everybody else's from being asked
 * - `unknown`: the question was not asked, or not for long enough
 *
 * @param time how many milliseconds the call had
 * @param fullTime how many it has where no time budget is shorter
 */
export function outageSign(
  failure: AuthleteFailure,
  time: number,
  fullTime: number,
): 'ill' | 'heard' | 'unknown' {
  switch (failure.kind) {
    case 'connect':
    case 'connection_lost':
    case 'truncated':
      return 'ill';
    case 'timeout':
      return time >= Math.min(FAIR_TIME, fullTime) ? 'ill' : 'unknown';
    case 'http_status':
      return ILL_STATUSES.has(failure.status) ? 'ill' : 'heard';
    case 'protocol':
    case 'too_large':
    case 'redirect':
    case 'content_type':
    case 'malformed_json':
    case 'unexpected_member':
      return 'heard';
    case 'overloaded':
    case 'no_time_left':
    case 'circuit_open':
    case 'closed':
      return 'unknown';
  }
}

const ILL_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
