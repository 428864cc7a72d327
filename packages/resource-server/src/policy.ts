import type { AccessToken } from './access-token.ts';
import type { CredentialsLocation } from './credentials.ts';
import type { DenialCode } from './denial.ts';

/**
 * What a route asks of an access token. An empty policy asks for any valid token.
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
  readonly scopes?: { readonly allOf: readonly string[] } | { readonly anyOf: readonly string[] };
  /**
   * `'required'`: the token must have been issued on behalf of a user. `{ is }`: of exactly this one. Default: tokens
   * without a subject (client credentials) are welcome too.
   */
  readonly subject?: 'required' | { readonly is: string };
  /**
   * Where the token may stand. `'header-or-form'` also reads `access_token` from a form body (RFC 6750, section 2.2), which
   * the RFC advises against unless the client cannot set headers. Default: `'header'`.
   */
  readonly credentials?: CredentialsLocation;
}

/** A policy, checked and copied once. */
export interface CheckedPolicy {
  readonly allOf: readonly string[];
  readonly anyOf: readonly string[];
  readonly subject: 'optional' | 'required' | { readonly is: string };
  readonly credentials: CredentialsLocation;
}

/** Which rule a token does not satisfy. */
export interface Violation {
  readonly code: DenialCode;
  readonly reason: string;
  /** The scopes to name in the challenge. */
  readonly scopes?: readonly string[];
}

/** RFC 6749, section 3.3: `scope-token`. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const checkedPolicies = new WeakMap<Policy, CheckedPolicy>();
const EMPTY: Policy = Object.freeze({});

/**
 * Checks a policy; the result is remembered, so a policy object that lives as long as its route costs nothing per request.
 * What is changed in the object afterwards has no effect.
 *
 * @throws TypeError naming the member that is not a policy's
 */
export function checkPolicy(policy: Policy = EMPTY): CheckedPolicy {
  const known = checkedPolicies.get(policy);
  if (known !== undefined) return known;
  const checked: CheckedPolicy = Object.freeze({
    ...checkScopes(policy.scopes),
    subject: checkSubject(policy.subject),
    credentials: checkCredentials(policy.credentials),
  });
  checkedPolicies.set(policy, checked);
  return checked;
}

/** Judges the facts about a token. The same rules for every source of facts, on every request. */
export function findViolation(policy: CheckedPolicy, token: AccessToken, now: number): Violation | undefined {
  if (token.expiresAt !== undefined && token.expiresAt <= now) {
    return { code: 'token_expired', reason: 'the expiry time of the token has passed' };
  }
  if (token.certificateThumbprint !== undefined) {
    return {
      code: 'token_bound',
      reason: 'the token is bound to a client certificate, and the request proved none',
    };
  }
  if (policy.subject !== 'optional') {
    if (token.subject === undefined) return { code: 'subject_missing', reason: 'the token has no subject' };
    if (policy.subject !== 'required' && token.subject !== policy.subject.is) {
      return { code: 'subject_mismatch', reason: 'the token has another subject than the policy asks for' };
    }
  }
  return findMissingScope(policy, token.scopes);
}

function findMissingScope(policy: CheckedPolicy, granted: readonly string[]): Violation | undefined {
  const { allOf, anyOf } = policy;
  for (const scope of allOf) {
    if (!granted.includes(scope)) {
      return { code: 'insufficient_scope', reason: `the token lacks the scope ${scope}`, scopes: allOf };
    }
  }
  if (anyOf.length === 0 || anyOf.some((scope) => granted.includes(scope))) return undefined;
  return {
    code: 'insufficient_scope',
    reason: `the token has none of the scopes ${anyOf.join(', ')}`,
    scopes: anyOf.slice(0, 1),
  };
}

function checkScopes(scopes: Policy['scopes']): { allOf: readonly string[]; anyOf: readonly string[] } {
  if (scopes === undefined) return { allOf: [], anyOf: [] };
  const hasAllOf = 'allOf' in scopes;
  if (hasAllOf && 'anyOf' in scopes) throw new TypeError('policy.scopes: give allOf or anyOf, not both');
  const name = hasAllOf ? 'allOf' : 'anyOf';
  const list: unknown = hasAllOf ? scopes.allOf : scopes.anyOf;
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`policy.scopes.${name}: an array of at least one scope is expected`);
  }
  for (const scope of list as unknown[]) {
    if (typeof scope !== 'string' || !SCOPE.test(scope)) {
      throw new TypeError(
        `policy.scopes.${name}: ${JSON.stringify(scope)} is not one scope (RFC 6749, section 3.3)`,
      );
    }
  }
  const copy = Object.freeze([...(list as string[])]);
  return hasAllOf ? { allOf: copy, anyOf: [] } : { allOf: [], anyOf: copy };
}

function checkSubject(subject: Policy['subject']): CheckedPolicy['subject'] {
  if (subject === undefined) return 'optional';
  if (subject === 'required') return subject;
  if (typeof subject !== 'object' || typeof subject?.is !== 'string' || subject.is === '') {
    throw new TypeError("policy.subject: 'required' or { is: subject } is expected");
  }
  return Object.freeze({ is: subject.is });
}

function checkCredentials(location: Policy['credentials']): CredentialsLocation {
  if (location === undefined) return 'header';
  if (location !== 'header' && location !== 'header-or-form') {
    throw new TypeError("policy.credentials: 'header' or 'header-or-form' is expected");
  }
  return location;
}
