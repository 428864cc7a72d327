import { readChallenges } from '../http/challenges.ts';
import type { DpopKey } from './dpop-key.ts';
import { type Answer, type Exchange, headerOf, send, type SentRequest } from '../http/exchange.ts';

/** The last nonce of each server, by origin (RFC 9449, section 8.2). */
export type Nonces = Map<string, string>;

/**
 * Sends a request with a proof. A server that wants its nonce in it says so and gives one; then the request is sent once more
 * (RFC 9449, sections 8 and 9).
 *
 * @returns one exchange, or two
 * @throws UnreachableError
 */
export async function sendProved(
  request: SentRequest,
  key: DpopKey,
  nonces: Nonces,
  accessToken?: string,
): Promise<readonly [Exchange, ...Exchange[]]> {
  const { origin } = new URL(request.url);
  const attempt = async (): Promise<Exchange> => {
    const proof = await key.prove(request, { accessToken, nonce: nonces.get(origin) });
    const exchange = await send({ ...request, headers: [...request.headers, ['DPoP', proof]] });
    const nonce = headerOf(exchange.answer, 'DPoP-Nonce');
    if (nonce !== undefined) nonces.set(origin, nonce);
    return exchange;
  };
  const first = await attempt();
  return wantsNonce(first.answer) && nonces.has(origin) ? [first, await attempt()] : [first];
}

/** A resource server says it in the challenge, the token endpoint in the body. */
function wantsNonce(answer: Answer): boolean {
  const challenges = readChallenges(headerOf(answer, 'WWW-Authenticate') ?? '');
  return (
    challenges.some(({ parameters }) => parameters['error'] === 'use_dpop_nonce') ||
    (answer.status === 400 && answer.body.includes('"use_dpop_nonce"'))
  );
}
