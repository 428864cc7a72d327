import type { AuthleteFailure } from './authlete-failure.ts';

/**
 * What happens to the calls of a client beyond each answer: for logs and metrics. An event holds no token, no credential and no
 * text of Authlete.
 *
 * - `retry`: a question failed and is asked a second time, after `wait` milliseconds
 * - `circuit_opened`: the last of too many failures; nothing is asked for `pause` milliseconds
 * - `circuit_half_open`: the pause is over, one question is asked to see
 * - `circuit_closed`: that question was answered, everything is asked again
 */
export type AuthleteClientEvent =
  | { readonly type: 'retry'; readonly failure: AuthleteFailure; readonly wait: number }
  | { readonly type: 'circuit_opened'; readonly failure: AuthleteFailure; readonly pause: number }
  | { readonly type: 'circuit_half_open' }
  | { readonly type: 'circuit_closed' };

/** Told of every event, synchronously. What it throws is a programming error and fails the question. */
export type AuthleteClientListener = (event: AuthleteClientEvent) => void;
