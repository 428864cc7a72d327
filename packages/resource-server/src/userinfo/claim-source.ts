import type { JsonValue } from '../json-value.ts';

/** What the UserInfo endpoint asks of a claim source, once per request. */
export interface ClaimQuery {
  /** The subject of the access token: who the claims are about. */
  readonly subject: string;
  /**
   * The names of the requested claims as the client requested them, each with its language tag where it has
   * one (`family_name#ja`; OpenID Connect Core 1.0, section 5.2). `sub` is not among them.
   */
  readonly names: readonly string[];
  /** The client that the access token was issued to. */
  readonly clientId: string;
  /** The scopes of the access token. */
  readonly scopes: readonly string[];
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Stored claims by name. A language-tagged claim stands under its tagged name (`family_name#ja`). Values have
 * the types of OpenID Connect Core 1.0, section 5.1: `address` an object, `updated_at` seconds since the epoch
 * as a number, `email_verified` and `phone_number_verified` booleans. A value that JSON cannot express, such as a
 * `bigint`, is a programming error.
 */
export type Claims = Readonly<Record<string, JsonValue | undefined>>;

/**
 * Where the claims of users come from: the one interface between the UserInfo endpoint and a users database.
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
}
