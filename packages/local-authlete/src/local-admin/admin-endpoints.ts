import type { Endpoint } from '../endpoints/endpoint.ts';
import { changeProperties } from './change-properties.ts';
import { moveClock } from './move-clock.ts';
import { registerClient } from './register-client.ts';
import { setTokenClaims } from './set-token-claims.ts';
import { showStatus } from './show-status.ts';
import { switchFailures } from './switch-failures.ts';

/** The private calls of local Authlete, which Authlete does not have. */
export const ADMIN_ENDPOINTS: readonly Endpoint[] = [
  registerClient,
  setTokenClaims,
  moveClock,
  changeProperties,
  switchFailures,
  showStatus,
];
