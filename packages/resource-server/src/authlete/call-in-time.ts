import type { PresentedToken } from '../presented-token.ts';
import type { AuthleteCallOptions } from './authlete-client.ts';

/** What is left of a request's time, for a call that it waits for. */
export function callInTime({ deadline }: PresentedToken, now: () => number): AuthleteCallOptions | undefined {
  return deadline === undefined ? undefined : { timeout: deadline - now() };
}
