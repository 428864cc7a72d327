import type { Authority } from '../authority.ts';
import { DpopKey } from '../call/dpop-key.ts';
import { send } from '../http/exchange.ts';
import { formRequest } from '../http/form-request.ts';
import { checkIdToken } from './id-token.ts';
import { type Nonces, sendProved } from '../call/nonce-dance.ts';
import { PageError } from '../page-error.ts';
import type { PendingSignIn } from './pending.ts';
import type { Session } from './session.ts';
import { wantsBoundToken } from './wish.ts';

/** RFC 6749, section 5. */
interface TokenAnswer {
  readonly access_token?: string;
  readonly token_type?: string;
  readonly id_token?: string;
  readonly error?: string;
}

/**
 * Gets the tokens for a code (RFC 6749, section 4.1.3), bound to a new key where the client has such tokens (RFC 9449,
 * section 5).
 *
 * @throws UnreachableError, PageError
 */
export async function requestTokens(
  authority: Authority,
  redirectUri: string,
  code: string,
  { wish, verifier, nonce }: PendingSignIn,
  nonces: Nonces,
): Promise<Session> {
  const request = formRequest(authority.token_endpoint, {
    grant_type: 'authorization_code',
    client_id: wish.clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  const key = wantsBoundToken(wish) ? await DpopKey.generate() : undefined;
  const exchanges = key === undefined ? [await send(request)] : await sendProved(request, key, nonces);
  const tokens = JSON.parse(exchanges.at(-1)?.answer.body ?? '{}') as TokenAnswer;
  if (tokens.error !== undefined) throw new PageError({ oauth: tokens.error });
  const type = key === undefined ? 'bearer' : 'dpop';
  if (tokens.access_token === undefined || tokens.token_type?.toLowerCase() !== type) {
    throw new PageError('token_type_unexpected');
  }
  const { access_token: accessToken, id_token: idToken } = tokens;
  const subject = idToken && (await checkIdToken(idToken, authority, wish, nonce));
  return { wish, accessToken, subject, key, exchanges };
}
