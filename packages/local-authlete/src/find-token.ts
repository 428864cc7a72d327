import type { ClientMetadata } from './engine/client-metadata.ts';
import type { Token } from './engine/token.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { TokenCodes } from './result-codes.ts';
import type { Service } from './service.ts';

/** A token that was presented, and that can be used unless there is a refusal. */
export type FoundToken =
  | { readonly token: Token; readonly client: ClientMetadata; readonly refusal?: undefined }
  /** `token` is there when it exists, or did until now. */
  | { readonly token?: Token; readonly client?: ClientMetadata; readonly refusal: Refusal };

/**
 * The first steps of introspection and UserInfo: a token is presented, it exists, its client exists, it has not expired.
 *
 * An expired token is destroyed by the first call that sees it; later ones are told that it does not exist.
 */
export async function findToken(
  value: string | undefined,
  codes: TokenCodes,
  { tokens, clients }: Service,
): Promise<FoundToken> {
  if (!value) {
    return {
      refusal: refuse('BAD_REQUEST', {
        scheme: 'Bearer',
        // Authlete's value is not known.
        error: 'invalid_request',
        code: codes.tokenMissing,
        description: 'The request does not contain an access token.',
      }),
    };
  }
  const token = await tokens.find(value);
  if (!token) {
    return { refusal: refuseToken(codes.tokenUnknown, 'The access token does not exist.') };
  }
  const client = clients.find(token.clientId);
  if (!client) {
    return {
      token,
      refusal: refuseToken(codes.clientUnknown, 'The client of the access token does not exist.'),
    };
  }
  if (!tokens.isExpired(token)) {
    return { token, client };
  }
  tokens.destroy(token);
  const scope: Record<string, string> = token.scopes.length > 0 ? { scope: token.scopes.join(' ') } : {};
  const refusal = tokens.refreshToken(token)
    ? refuseToken(
        codes.tokenExpiredRefreshable,
        'The access token has expired but it can still be refreshed.',
        scope,
      )
    : refuseToken(codes.tokenExpired, 'The access token has expired.', scope);
  return { token, client, refusal };
}

function refuseToken(code: string, description: string, parameters: Record<string, string> = {}): Refusal {
  return refuse('UNAUTHORIZED', { scheme: 'Bearer', error: 'invalid_token', code, description, parameters });
}
