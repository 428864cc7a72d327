import { PageError } from '../page-error.ts';
import type { Pending, PendingSignIn } from './pending.ts';

/** What the address says that the person has come back with. */
export type AuthorizationResponse =
  | { readonly kind: 'code'; readonly code: string; readonly pending: PendingSignIn }
  | { readonly kind: 'refused'; readonly error: PageError; readonly pending: PendingSignIn }
  | { readonly kind: 'signed-out' };

/**
 * Reads how the person has come back, and believes nothing that does not belong to what was begun here: the `state` must be
 * the one that was sent (RFC 6749, section 10.12), and the issuer the one that was asked (RFC 9207).
 *
 * @returns `undefined` where the page was simply opened
 * @throws PageError
 */
export function readAuthorizationResponse(
  parameters: URLSearchParams,
  pending: Pending | undefined,
  issuer: string,
): AuthorizationResponse | undefined {
  if (!['code', 'error', 'state'].some((name) => parameters.has(name))) return undefined;
  if (pending === undefined) throw new PageError('foreign_response');
  if (parameters.get('state') !== pending.state) throw new PageError('state_mismatch');
  if (pending.kind === 'sign-out') return { kind: 'signed-out' };
  if (parameters.get('iss') !== issuer) throw new PageError('unexpected_issuer');
  const error = parameters.get('error');
  if (error !== null) return { kind: 'refused', error: new PageError({ oauth: error }), pending };
  return { kind: 'code', code: parameters.get('code') ?? '', pending };
}
