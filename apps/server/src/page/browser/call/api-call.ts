import { type Exchange, send, type SentRequest } from '../http/exchange.ts';
import { type Nonces, sendProved } from './nonce-dance.ts';
import type { Presentation } from './presentation.ts';
import type { Session } from '../sign-in/session.ts';

/**
 * Calls an endpoint of the API.
 *
 * @returns all that it took: with nonces a first request is answered by one, and sent again
 * @throws UnreachableError
 */
export async function callApi(
  url: string,
  presentation: Presentation,
  session: Session | undefined,
  nonces: Nonces,
): Promise<readonly [Exchange, ...Exchange[]]> {
  const request = apiRequest(url, presentation, session);
  const key = presentation === 'token' ? session?.key : undefined;
  return key === undefined ? [await send(request)] : sendProved(request, key, nonces, session?.accessToken);
}

/** The request without a proof, which is made anew for each. */
export function apiRequest(
  url: string,
  presentation: Presentation,
  session: Session | undefined,
): SentRequest {
  if (session === undefined || presentation === 'none') return { method: 'GET', url, headers: [] };
  const scheme = session.key !== undefined && presentation === 'token' ? 'DPoP' : 'Bearer';
  return { method: 'GET', url, headers: [['Authorization', `${scheme} ${session.accessToken}`]] };
}
