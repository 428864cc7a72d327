import type { Authority } from '../authority.ts';
import type { PendingSignIn } from './pending.ts';
import { randomText } from './random-text.ts';
import { sha256 } from './sha-256.ts';
import type { Wish } from './wish.ts';

export interface AuthorizationRequest {
  /** Where the browser goes. */
  readonly address: string;
  readonly pending: PendingSignIn;
}

/** Begins a sign-in: authorization code with PKCE (RFC 6749, section 4.1.1; RFC 7636; OpenID Connect Core 1.0, section 3.1.2.1). */
export async function createAuthorizationRequest(
  { authorization_endpoint }: Pick<Authority, 'authorization_endpoint'>,
  redirectUri: string,
  wish: Wish,
  resource?: string,
): Promise<AuthorizationRequest> {
  const pending = {
    kind: 'sign-in',
    state: randomText(),
    nonce: randomText(),
    verifier: randomText(),
    wish,
  } as const;
  const { clientId, scopes, acrValues = [], maxAge } = wish;
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: scopes.join(' '),
    state: pending.state,
    // It comes back in the ID token; without the scope openid there is none (OpenID Connect Core 1.0, section 3.1.2.1).
    ...(scopes.includes('openid') && { nonce: pending.nonce }),
    code_challenge: await sha256(pending.verifier),
    code_challenge_method: 'S256',
    ...(resource !== undefined && { resource }),
    ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  });
  return { address: `${authorization_endpoint}?${parameters}`, pending };
}
