import type { DeliveryFault } from './delivery-fault.ts';

/**
 * What became of a delivery: for logs, metrics and audit. It holds no token, and names no subject.
 *
 * - `taken`: its events took effect
 * - `repeated`: it came before, and was not looked at again
 * - `ignored`: it is genuine, and nothing in it concerns anybody here
 * - `refused`: it is not genuine, or not understood; the transmitter was told so
 * - `failed`: it could not be finished; the transmitter is to deliver it again
 */
export interface SecurityEventReport {
  readonly outcome: 'taken' | 'repeated' | 'ignored' | 'refused' | 'failed';
  /** There where it was refused. */
  readonly fault?: DeliveryFault | undefined;
  /** Which token it was; `undefined` where that is not certain. Text of the issuer, up to 1000 characters. */
  readonly jti: string | undefined;
  /** The URIs of its events; empty where they are not certain. Text of the issuer, up to 1000 characters each. */
  readonly eventTypes: readonly string[];
  /** For the operator, never for the transmitter. */
  readonly reason: string;
  /** The error behind it, where there was one. */
  readonly cause?: unknown;
}
