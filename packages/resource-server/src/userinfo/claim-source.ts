import type { JsonValue } from '../json-value.ts';

/** What the UserInfo endpoint asks of a claim source, once per request. */
export interface ClaimQuery {
  /** The subject of the access token: who the claims are about. */
  readonly subject: string;
  /**
   * The names of the claims that are needed, as the client requested them, each with its language tag where it has one
   * (`family_name#ja`; OpenID Connect Core 1.0, section 5.2). Among them `verified_claims`, where verified claims were requested;
   * never `sub`.
   */
  readonly names: readonly string[];
  /** The languages of these names: each tag (BCP 47) once, in the order of the names; often none. */
  readonly locales: readonly string[];
  /** The client that the access token was issued to. */
  readonly clientId: string;
  /** The scopes of the access token. */
  readonly scopes: readonly string[];
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Stored claims by name. A language-tagged claim stands under its tagged name (`family_name#ja`). Values have
 * the types of OpenID Connect Core 1.0, section 5.1: `address` an object of texts, `updated_at` seconds since the epoch as a number,
 * `email_verified` and `phone_number_verified` booleans, the other standard claims texts. A value of another type is left out
 * of the answer, and a listener is told (`claims_left_out`). Inside of a custom claim, a value that JSON cannot express,
 * such as a `bigint`, is a programming error.
 *
 * Some members have a meaning of their own:
 *
 * - `_claim_names` and `_claim_sources`: aggregated and distributed claims (section 5.6.2). What of them was requested is returned, and
 *   never resolved here. They may be given whatever the names that were asked for.
 * - `verified_claims`: one document or an array of them (OpenID Connect for Identity Assurance 1.0).
 * - `sub`, and what else the authority sets (`iss`, `aud`, `exp`, `iat`, `nbf`, `jti`), is ignored.
 */
export type Claims = Readonly<Record<string, JsonValue | undefined>>;

/**
 * Where the claims of users come from: the one interface between the UserInfo endpoint and a users database. Several make one with
 * `combineClaimSources`.
 *
 * - Resolve with the claims of exactly this subject. More than was asked for is fine, the endpoint selects;
 *   so is less, an absent claim is left out of the answer (OpenID Connect Core 1.0, section 5.3.2).
 * - Resolve with `undefined` when the subject does not exist or may not be served any more: the client gets
 *   401 `invalid_token`.
 * - Reject when the answer is not known (the database is down, a deadline passed): the client gets 503.
 *
 * The returned object is only read, so a source may return an object that it keeps.
 *
 * @example
 * ```ts
 * const claimSource: ClaimSource = {
 *   async findClaims({ subject }) {
 *     const row = await database.findUser(subject);
 *     return row && { name: row.fullName, email: row.email, email_verified: row.emailVerified };
 *   },
 * };
 * ```
 */
export interface ClaimSource {
  findClaims(query: ClaimQuery): Promise<Claims | undefined>;

  /**
   * The `sub` that this client knows the user by, where that is not the subject of the token: a pairwise identifier (section 8.1). It
   * is asked beside `findClaims`, whose `sub` never counts, so that no row of a database changes who somebody is by accident.
   *
   * Resolve with 1 to 255 ASCII characters (section 2), or with `undefined` for the subject of the token. Everything else, and a
   * rejection, is answered with 503: the subject itself is not told to a client that must not know it. Default: always the subject of
   * the token.
   */
  findSubject?(query: ClaimQuery): Promise<string | undefined>;
}
