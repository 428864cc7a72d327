import type { ResponseHeaders } from '../decision.ts';
import { DELIVERY_FAULTS, type DeliveryFault } from './delivery-fault.ts';

/** The complete answer to a delivery. */
export interface DeliveryAnswer {
  readonly status: 202 | 400 | 413 | 415 | 503;
  readonly headers: ResponseHeaders;
  readonly body: string;
}

const NO_STORE = { 'Cache-Control': 'no-store' } as const;

/** RFC 8935, section 2.2. */
export const TAKEN: DeliveryAnswer = Object.freeze({ status: 202, headers: NO_STORE, body: '' });

/** The transmitter delivers it again later. */
export const UNAVAILABLE: DeliveryAnswer = Object.freeze({
  status: 503,
  headers: Object.freeze({ ...NO_STORE, 'Retry-After': '30' }),
  body: '',
});

/** RFC 8935, section 2.3. */
export function refuseDelivery(fault: DeliveryFault): DeliveryAnswer {
  const { status, err, description } = DELIVERY_FAULTS[fault];
  const headers = { ...NO_STORE, 'Content-Type': 'application/json', 'Content-Language': 'en' };
  return { status, headers, body: JSON.stringify({ err, description }) };
}
