import { CLAIMS_OF_SCOPE } from './claims.ts';

/** The `claims` request parameter (OpenID Connect Core 1.0 section 5.5), as far as UserInfo is concerned. */
export interface RequestedClaims {
  readonly userinfo?: Readonly<Record<string, unknown>>;
  readonly transformed_claims?: Readonly<Record<string, unknown>>;
}

/**
 * The names of the claims that a token asks for: those of its scopes, then those of its `claims` request.
 *
 * Transformed claims (`:name`) and `verified_claims` are no names of values and travel in members of their own;
 * whether Authlete leaves them out here is not known.
 */
export function claimNames(scopes: readonly string[], claims: RequestedClaims | undefined): string[] {
  return [
    ...new Set([
      ...scopes.flatMap((scope) => CLAIMS_OF_SCOPE[scope] ?? []),
      ...Object.keys(claims?.userinfo ?? {}).filter(
        (name) => !name.startsWith(':') && name !== 'verified_claims',
      ),
    ]),
  ];
}
