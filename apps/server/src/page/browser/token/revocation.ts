import type { Authority } from '../authority.ts';
import { type Exchange, send } from '../http/exchange.ts';
import { formRequest } from '../http/form-request.ts';
import { PageError } from '../page-error.ts';
import type { Session } from '../sign-in/session.ts';

/**
 * Ends the access token (RFC 7009).
 *
 * @throws UnreachableError, PageError
 */
export async function revoke(
  { revocation_endpoint }: Authority,
  { wish, accessToken }: Session,
): Promise<Exchange> {
  const parameters = { client_id: wish.clientId, token: accessToken, token_type_hint: 'access_token' };
  const exchange = await send(formRequest(revocation_endpoint, parameters));
  if (exchange.answer.status !== 200) throw new PageError('authority_failed');
  return exchange;
}
