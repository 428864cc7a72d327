import type { Token } from './engine/token.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** What both steps of a UserInfo request ask of a token: the scope `openid`, and then a subject. */
export function checkUserInfoToken(
  token: Token,
  codes: { readonly scope: string; readonly subject: string },
): Refusal | undefined {
  if (!token.scopes.includes('openid')) {
    return refuse('FORBIDDEN', {
      scheme: token.dpopKeyThumbprint === undefined ? 'Bearer' : 'DPoP',
      error: 'insufficient_scope',
      code: codes.scope,
      description: "The access token does not have the scope 'openid'.",
      parameters: { scope: 'openid' },
    });
  }
  if (token.subject === undefined) {
    return refuse('UNAUTHORIZED', {
      scheme: 'Bearer',
      error: 'invalid_token',
      code: codes.subject,
      description: 'The access token has no subject.',
    });
  }
  return undefined;
}
