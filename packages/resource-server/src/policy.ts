import type { AccessToken } from './access-token.ts';
import type { AuthorizationDetailsRule } from './authorization-details.ts';
import type { CredentialsLocation, DpopMode } from './credentials.ts';

/**
 * What a route asks of an access token. An empty policy asks for any valid token that is meant for this resource server.
 *
 * @example
 * ```ts
 * const readOrders: Policy = { scopes: { allOf: ['orders.read'] }, subject: 'required' };
 * ```
 */
export interface Policy {
  /**
   * Scopes that the token must have: each of `allOf`, or at least one of `anyOf`. Both lists must name something. For
   * `anyOf` put the least powerful scope first: a challenge names that one, so that clients do not ask for more than they
   * need. Default: none.
   */
  readonly scopes?:
    | { readonly allOf: readonly string[]; readonly anyOf?: never }
    | { readonly anyOf: readonly string[]; readonly allOf?: never };
  /**
   * `'required'`: the token must have been issued on behalf of a user. `{ is }`: of exactly this one. Default: tokens
   * without a subject (client credentials) are welcome too.
   */
  readonly subject?: 'required' | { readonly is: string };
  /**
   * The resource that the token must be meant for (RFC 8707), or several of which one suffices, compared character by
   * character. A token that names no resource is refused: it may have been meant for another server. `null` switches the
   * check off. Default: what the resource server asks for.
   */
  readonly audience?: string | readonly string[] | null;
  /**
   * How the user must have signed in: one of these authentication context classes (RFC 9470). A token that does not say is
   * refused. Default: in any way.
   */
  readonly acrValues?: readonly string[];
  /**
   * How long ago the user may have signed in, in whole seconds from 1 on (RFC 9470). A token that does not say, or names a time
   * more than a minute ahead, is refused. Default: any time.
   */
  readonly maxAge?: number;
  /** Rules for authorization details (RFC 9396); each must be met by one of the token's. Default: none. */
  readonly authorizationDetails?: readonly AuthorizationDetailsRule[];
  /** The clients whose tokens are accepted, by client ID. Default: all. */
  readonly clients?: readonly string[];
  /**
   * The grant types whose tokens are accepted, such as `authorization_code` (RFC 7591, section 2). A token that does not say
   * is refused. Default: all.
   */
  readonly grantTypes?: readonly string[];
  /** Anything else: whether the token may be used here. What it throws fails the request. Default: it may. */
  readonly where?: (token: AccessToken) => boolean;
  /**
   * Where the token may stand. `'header-or-form'` also reads `access_token` from a form body (RFC 6750, section 2.2), which
   * the RFC advises against unless the client cannot set headers. Default: `'header'`.
   */
  readonly credentials?: CredentialsLocation;
  /** Whether tokens may or must come with a DPoP proof (RFC 9449). Default: as the resource server says. */
  readonly dpop?: DpopMode;
  /**
   * `'required'`: the token must be bound to a key that the request proves, by DPoP (RFC 9449) or by a client certificate
   * (RFC 8705), so that a stolen token is of no use. Default: only tokens that are bound must be proved.
   */
  readonly senderConstraint?: 'required';
  /**
   * How old the facts about the token may be, in seconds from 0 on, where the token source keeps some (`createCachingTokenSource`).
   * 0 asks the authority for every request. Default: as old as the source keeps them.
   */
  readonly maxStaleness?: number;
  /**
   * How old the facts may be, in seconds from 0 on, where the authority cannot be asked: for so long this route outlives an outage. Never
   * past the expiry of the token, and never against a revocation that is known here; one that only the authority knows is
   * missed. Default: 0, the request gets 503.
   */
  readonly staleIfError?: number;
}
