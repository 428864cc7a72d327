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
  readonly scopes?:
    | { readonly allOf: readonly string[]; readonly anyOf?: never }
    | { readonly anyOf: readonly string[]; readonly allOf?: never };
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
const NO_SCOPES: readonly string[] = Object.freeze([]);

/**
 * Checks a policy; the result is remembered, so a policy object that lives as long as its route costs nothing per request.
 * What is changed in the object afterwards has no effect.
 *
 * @throws TypeError naming the member that is not a policy's
 */
export function checkPolicy(policy: Policy = EMPTY): CheckedPolicy {
  const known = checkedPolicies.get(policy);
  if (known !== undefined) return known;
  refuseUnknownMembers(policy, ['scopes', 'subject', 'credentials'], 'policy');
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
  // Negated, so that a time that is not a number counts as past.
  if (token.expiresAt !== undefined && !(token.expiresAt > now)) {
    return { code: 'token_expired', reason: 'the expiry time of the token has passed' };
  }
  if (token.certificateThumbprint !== undefined) {
    return {
      code: 'token_bound',
      reason: 'the token is bound to a client certificate, and the request proved none',
    };
  }
  if (policy.subject !== 'optional') {
    // An empty subject names nobody.
    if (!token.subject) return { code: 'subject_missing', reason: 'the token has no subject' };
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

function checkScopes(scopes: Policy['scopes']): Pick<CheckedPolicy, 'allOf' | 'anyOf'> {
  if (scopes === undefined) return { allOf: NO_SCOPES, anyOf: NO_SCOPES };
  refuseUnknownMembers(scopes, ['allOf', 'anyOf'], 'policy.scopes');
  const { allOf, anyOf } = scopes;
  if ((allOf === undefined) === (anyOf === undefined)) {
    throw new TypeError('policy.scopes: either allOf or anyOf is expected');
  }
  return {
    allOf: allOf === undefined ? NO_SCOPES : copyScopes(allOf, 'policy.scopes.allOf'),
    anyOf: anyOf === undefined ? NO_SCOPES : copyScopes(anyOf, 'policy.scopes.anyOf'),
  };
}

function copyScopes(list: unknown, name: string): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`${name}: an array of at least one scope is expected`);
  }
  for (const scope of list as unknown[]) {
    if (typeof scope !== 'string' || !SCOPE.test(scope)) {
      throw new TypeError(`${name}: ${JSON.stringify(scope)} is not one scope (RFC 6749, section 3.3)`);
    }
  }
  return Object.freeze([...(list as string[])]);
}

function checkSubject(subject: Policy['subject']): CheckedPolicy['subject'] {
  if (subject === undefined) return 'optional';
  if (subject === 'required') return subject;
  if (typeof subject !== 'object' || typeof subject?.is !== 'string' || subject.is === '') {
    throw new TypeError("policy.subject: 'required' or { is: subject } is expected");
  }
  refuseUnknownMembers(subject, ['is'], 'policy.subject');
  return Object.freeze({ is: subject.is });
}

/** A rule with a slip in its name would protect nothing, so what is not known is refused. */
function refuseUnknownMembers(value: unknown, known: readonly string[], name: string): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${name}: an object is expected`);
  const unknown = Object.keys(value).find((member) => !known.includes(member));
  if (unknown !== undefined) throw new TypeError(`${name}.${unknown}: there is no such member`);
}

function checkCredentials(location: Policy['credentials']): CredentialsLocation {
  if (location === undefined) return 'header';
  if (location !== 'header' && location !== 'header-or-form') {
    throw new TypeError("policy.credentials: 'header' or 'header-or-form' is expected");
  }
  return location;
}
