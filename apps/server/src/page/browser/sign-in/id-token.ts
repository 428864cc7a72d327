import { createLocalJWKSet, jwtVerify } from 'jose';
import { type Authority, fetchKeys } from '../authority.ts';
import { PageError } from '../page-error.ts';
import type { Wish } from './wish.ts';

/**
 * Checks an ID token: signature, issuer, audience, expiry, and that it answers this request (OpenID Connect Core 1.0, section
 * 3.1.3.7).
 *
 * @returns the subject
 * @throws UnreachableError, PageError
 */
export async function checkIdToken(
  idToken: string,
  authority: Pick<Authority, 'issuer' | 'jwks_uri' | 'id_token_signing_alg_values_supported'>,
  { clientId }: Wish,
  nonce: string,
): Promise<string> {
  const keys = createLocalJWKSet(await fetchKeys(authority));
  const { payload } = await jwtVerify(idToken, keys, {
    issuer: authority.issuer,
    audience: clientId,
    algorithms: [...authority.id_token_signing_alg_values_supported],
    requiredClaims: ['sub', 'exp', 'iat'],
  }).catch((cause: unknown) => {
    throw new PageError('id_token_invalid', { cause });
  });
  if (payload['nonce'] !== nonce || payload.sub === undefined) throw new PageError('id_token_invalid');
  return payload.sub;
}
