import type { RevocationAuthority, RevocationTelling } from '../revocation/revocation-authority.ts';
import type { RevocationTarget } from '../revocation/revocation-target.ts';
import type { AuthleteClient } from './authlete-client.ts';
import { type AuthleteFailure, describeAuthleteFailure } from './authlete-failure.ts';
import type { TokenRevocationRequest } from './wire/token-revocation.ts';

/**
 * Tells an Authlete service what is revoked (`POST /auth/token/revoke`, Authlete 2.2.29 or later). Refresh tokens that belong to the
 * access tokens end with them. Grants cannot be revoked by this call.
 */
export function createAuthleteRevocationAuthority(
  client: Pick<AuthleteClient, 'revokeTokens'>,
): RevocationAuthority {
  return Object.freeze({
    async revoke(target: RevocationTarget): Promise<RevocationTelling> {
      const request = requestFor(target);
      if (request === undefined) {
        return { state: 'not_told', reason: 'Authlete has no call that revokes all tokens of a grant' };
      }
      if (target.client !== undefined && !/^[1-9]\d*$/.test(target.client)) {
        // Authlete would understand an alias, and what is kept here would not concern any token.
        return { state: 'failed', reason: 'a client of Authlete is named by its number, not by an alias' };
      }
      const result = await client.revokeTokens(request);
      if (result.state === 'failed') {
        return { state: 'failed', reason: describe(result.failure, target) };
      }
      return result.answer.count === undefined
        ? { state: 'failed', reason: 'Authlete does not say how many tokens it revoked: check base_url' }
        : { state: 'told' };
    },
  });
}

function requestFor({ token, subject, client }: RevocationTarget): TokenRevocationRequest | undefined {
  if (token !== undefined) return { accessTokenIdentifier: token };
  if (subject !== undefined) return { subject };
  return client === undefined ? undefined : { clientIdentifier: client };
}

function describe(failure: AuthleteFailure, { client }: RevocationTarget): string {
  const isUnknown = failure.kind === 'http_status' && failure.status === 404;
  return isUnknown && client !== undefined
    ? 'Authlete does not know the client, or does not have this call (HTTP 404)'
    : describeAuthleteFailure(failure);
}
