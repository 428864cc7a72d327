import type { Authority } from '../authority.ts';
import { keepPending } from './pending.ts';
import { randomText } from './random-text.ts';
import type { Session } from './session.ts';

/**
 * Leaves the page for local Authlete, to sign out there (OpenID Connect RP-Initiated Logout 1.0, section 2). The client is named
 * by its identifier, without an `id_token_hint`: local Authlete asks the person in any case, and no token is in an address.
 */
export function signOut({ end_session_endpoint }: Authority, { wish }: Session, returnTo: string): void {
  const state = randomText();
  const parameters = new URLSearchParams({
    client_id: wish.clientId,
    post_logout_redirect_uri: returnTo,
    state,
  });
  keepPending({ kind: 'sign-out', state });
  location.assign(`${end_session_endpoint}?${parameters}`);
}
