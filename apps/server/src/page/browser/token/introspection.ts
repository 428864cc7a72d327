import type { Authority } from '../authority.ts';
import { type Exchange, send } from '../http/exchange.ts';
import { formRequest } from '../http/form-request.ts';
import { PageError } from '../page-error.ts';
import type { Session } from '../sign-in/session.ts';

/** What the authority says of a token (RFC 7662, section 2.2). */
export interface TokenFacts {
  readonly active: boolean;
  readonly [member: string]: unknown;
}

/**
 * Asks the authority what it knows of the token. It tells a public client about its own tokens.
 *
 * @throws UnreachableError, PageError
 */
export async function introspect(
  { introspection_endpoint }: Authority,
  { wish, accessToken }: Session,
): Promise<{ readonly facts: TokenFacts; readonly exchange: Exchange }> {
  const exchange = await send(
    formRequest(introspection_endpoint, { client_id: wish.clientId, token: accessToken }),
  );
  if (exchange.answer.status !== 200) throw new PageError('authority_failed');
  return { facts: JSON.parse(exchange.answer.body) as TokenFacts, exchange };
}
