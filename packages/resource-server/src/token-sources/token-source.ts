import type { AccessToken } from '../access-token.ts';
import type { PresentedToken } from '../presented-token.ts';

/**
 * Why a token source does not accept a token, in the terms of RFC 6750, section 3.1, and RFC 9449, sections 7.1 and 9.
 *
 * - `invalid_token`: unknown, expired, revoked, or bound to a key or certificate that the request did not prove
 * - `insufficient_scope`: valid, but without a scope that the source itself insists on (`openid` at UserInfo)
 * - `invalid_request`: the source calls the credentials themselves malformed
 * - `invalid_dpop_proof`: the source has checked the DPoP proof, and it is not right
 * - `use_dpop_nonce`: the source asks for a proof with the nonce that it sends along
 */
export type RefusalCode =
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_request'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce';

/** The token may not be used. */
export interface TokenRefused {
  readonly state: 'refused';
  readonly code: RefusalCode;
  /** For the operator, never for the client: which check failed. Holds no token and no text of the authority. */
  readonly reason: string;
  /**
   * A nonce that the answer to the client must carry (RFC 9449, section 8.2), of the characters that section 8.1 allows: it
   * becomes a header as it is.
   */
  readonly dpopNonce?: string | undefined;
}

/** Nobody can say what the token is worth: the client gets 503, never 401 and never an open door. */
export interface AuthorityUnavailable {
  readonly state: 'unavailable';
  /** For the operator, never for the client. Holds no token, no credential and no text of the authority. */
  readonly reason: string;
  /** Whole seconds after which the authority asked to be tried again. */
  readonly retryAfter?: number | undefined;
}

/** The token is valid now, and this is what is known about it. */
export interface TokenActive {
  readonly state: 'active';
  readonly token: AccessToken;
  /** A nonce that the answer to the client must carry, success included (RFC 9449, section 8.2). Not checked again. */
  readonly dpopNonce?: string | undefined;
  /** Whether the answer to the client must be signed (RFC 9421). Default: it need not. */
  readonly responseSigningRequired?: boolean | undefined;
  /**
   * When the authority was asked for these facts, in milliseconds since the epoch: what became known later is not among them.
   * Default: for this request.
   */
  readonly asOf?: number | undefined;
}

export type TokenAnswer = TokenActive | TokenRefused | AuthorityUnavailable;

/**
 * Who knows what an access token is worth. It answers what a token *is*; what a route *needs* is decided elsewhere,
 * on every request, from the facts.
 *
 * An implementation does not reject for anything that a client or a network can cause: such things are answers. When it
 * rejects nevertheless, so does `authorize`, and the request is not granted.
 * It answers within a time of its own choice that is bounded, and by `PresentedToken.deadline` where there is one.
 */
export interface TokenSource {
  /**
   * Whether the source checks DPoP proofs itself, and refuses a bound token without a proof of its key. A source that does not
   * must tell the key in `AccessToken.jwkThumbprint`.
   */
  readonly checksProofs?: boolean;

  /**
   * Whether the source watches `PresentedToken.deadline` itself. One that does not say so is not waited for any longer when the
   * deadline has come, and the request gets 503.
   */
  readonly keepsDeadlines?: boolean;

  /** Answers at once where it knows the answer, so that nothing is waited for in vain. */
  inspect(presented: PresentedToken): TokenAnswer | Promise<TokenAnswer>;
}
