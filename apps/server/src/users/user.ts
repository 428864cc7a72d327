import type { JsonValue } from 'oauth-resource-server';

/**
 * The stored claims of a user by name, a language-tagged claim under its tagged name (`family_name#ja`).
 * `sub` is not among them: it is the subject.
 */
export type UserClaims = Readonly<Record<string, JsonValue>>;

/** A user as stored. The password is not part of it, not even as a hash. */
export interface User {
  /**
   * Who the user is to clients, `sub` (OpenID Connect Core 1.0, section 2): ASCII, 1 to 100 characters. Never
   * changes.
   */
  readonly subject: string;
  /** The name to sign in with, in the case that it was given in. Unique without regard to case. */
  readonly username: string;
  /** An inactive user is kept, but neither served nor signed in. */
  readonly active: boolean;
  readonly hasPassword: boolean;
  readonly claims: UserClaims;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
  /** The last change of anything about the user, in milliseconds since the epoch. */
  readonly updatedAt: number;
}
