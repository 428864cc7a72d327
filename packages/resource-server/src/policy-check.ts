import type { AuthorizationDetailsRule } from './authorization-details.ts';
import type { CredentialsLocation, DpopMode } from './credentials.ts';
import type { Policy } from './policy.ts';

/** A policy, checked and copied once. An empty list asks for nothing. */
export interface CheckedPolicy {
  readonly allOf: readonly string[];
  readonly anyOf: readonly string[];
  readonly subject: 'optional' | 'required' | { readonly is: string };
  /** `undefined`: as the resource server says. `null`: any. */
  readonly audience: readonly string[] | null | undefined;
  readonly acrValues: readonly string[];
  readonly maxAge: number | undefined;
  readonly authorizationDetails: readonly AuthorizationDetailsRule[];
  readonly clients: readonly string[];
  readonly grantTypes: readonly string[];
  readonly where: Policy['where'];
  readonly credentials: CredentialsLocation;
  /** `undefined`: as the resource server says. */
  readonly dpop: DpopMode | undefined;
  readonly senderConstraint: 'required' | 'optional';
  /** In milliseconds, as the next. `undefined`: as the token source likes. */
  readonly maxStaleness: number | undefined;
  /** `undefined`: not at all. */
  readonly staleIfError: number | undefined;
}

/** RFC 6749, section 3.3: `scope-token`. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** RFC 9470, section 3: `acr_values` is a list separated by spaces, in a quoted string. */
const ACR = SCOPE;

const MEMBERS: readonly (keyof Policy)[] = [
  'scopes',
  'subject',
  'audience',
  'acrValues',
  'maxAge',
  'authorizationDetails',
  'clients',
  'grantTypes',
  'where',
  'credentials',
  'dpop',
  'senderConstraint',
  'maxStaleness',
  'staleIfError',
];
const RULE_MEMBERS: readonly (keyof AuthorizationDetailsRule)[] = [
  'type',
  'actions',
  'locations',
  'datatypes',
  'privileges',
  'identifier',
  'where',
];

const checkedPolicies = new WeakMap<Policy, CheckedPolicy>();
const EMPTY: Policy = Object.freeze({});
const NOTHING: readonly never[] = Object.freeze([]);

/**
 * Checks a policy; the result is remembered, so a policy object that lives as long as its route costs nothing per request.
 * What is changed in the object afterwards has no effect.
 *
 * @throws TypeError naming the member that is not a policy's
 */
export function checkPolicy(policy: Policy = EMPTY): CheckedPolicy {
  const known = checkedPolicies.get(policy);
  if (known !== undefined) return known;
  refuseUnknownMembers(policy, MEMBERS, 'policy');
  const checked: CheckedPolicy = Object.freeze({
    ...checkScopes(policy.scopes),
    subject: checkSubject(policy.subject),
    audience: checkAudience(policy.audience, 'policy.audience'),
    acrValues: copyList(policy.acrValues, 'policy.acrValues', ACR),
    maxAge: checkMaxAge(policy.maxAge),
    authorizationDetails: checkRules(policy.authorizationDetails),
    clients: copyList(policy.clients, 'policy.clients'),
    grantTypes: copyList(policy.grantTypes, 'policy.grantTypes'),
    where: checkFunction(policy.where, 'policy.where'),
    credentials:
      checkOneOf<CredentialsLocation>(
        policy.credentials,
        ['header', 'header-or-form'],
        'policy.credentials',
      ) ?? 'header',
    dpop: checkDpopMode(policy.dpop, 'policy.dpop'),
    senderConstraint:
      checkOneOf<'required'>(policy.senderConstraint, ['required'], 'policy.senderConstraint') ?? 'optional',
    maxStaleness: checkAge(policy.maxStaleness, 'policy.maxStaleness'),
    staleIfError: checkAge(policy.staleIfError, 'policy.staleIfError'),
  });
  checkedPolicies.set(policy, checked);
  return checked;
}

/** @throws TypeError when it is neither `null` nor one or more resources; `undefined` stays what it is */
export function checkAudience(
  audience: Policy['audience'],
  name: string,
): readonly string[] | null | undefined {
  if (audience === null || audience === undefined) return audience;
  return copyList(typeof audience === 'string' ? [audience] : audience, name);
}

/** @throws TypeError when it is no DPoP mode */
export function checkDpopMode(mode: DpopMode | undefined, name: string): DpopMode | undefined {
  return checkOneOf(mode, ['off', 'accept', 'require'], name);
}

function checkScopes(scopes: Policy['scopes']): Pick<CheckedPolicy, 'allOf' | 'anyOf'> {
  if (scopes === undefined) return { allOf: NOTHING, anyOf: NOTHING };
  refuseUnknownMembers(scopes, ['allOf', 'anyOf'], 'policy.scopes');
  const { allOf, anyOf } = scopes;
  if ((allOf === undefined) === (anyOf === undefined)) {
    throw new TypeError('policy.scopes: either allOf or anyOf is expected');
  }
  return {
    allOf: copyList(allOf, 'policy.scopes.allOf', SCOPE),
    anyOf: copyList(anyOf, 'policy.scopes.anyOf', SCOPE),
  };
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

function checkMaxAge(maxAge: number | undefined): number | undefined {
  // Zero is not "no check", as it is for Authlete, and nobody signs in in no time.
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge > 0)) {
    throw new TypeError('policy.maxAge: a whole number of seconds from 1 on is expected');
  }
  return maxAge;
}

/** @returns milliseconds */
function checkAge(seconds: number | undefined, name: string): number | undefined {
  if (seconds === undefined) return undefined;
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw new TypeError(`${name}: a number of seconds from 0 on is expected`);
  }
  return seconds * 1000;
}

function checkRules(rules: Policy['authorizationDetails']): readonly AuthorizationDetailsRule[] {
  if (rules === undefined) return NOTHING;
  if (!Array.isArray(rules) || rules.length === 0) {
    throw new TypeError('policy.authorizationDetails: an array of at least one rule is expected');
  }
  return Object.freeze((rules as AuthorizationDetailsRule[]).map(checkRule));
}

function checkRule(rule: AuthorizationDetailsRule): AuthorizationDetailsRule {
  const name = 'policy.authorizationDetails';
  refuseUnknownMembers(rule, RULE_MEMBERS, name);
  if (typeof rule.type !== 'string' || rule.type === '') {
    throw new TypeError(`${name}.type: a type is expected`);
  }
  if (rule.identifier !== undefined && (typeof rule.identifier !== 'string' || rule.identifier === '')) {
    throw new TypeError(`${name}.identifier: an identifier is expected`);
  }
  checkFunction(rule.where, `${name}.where`);
  return Object.freeze({
    ...rule,
    actions: copyList(rule.actions, `${name}.actions`),
    locations: copyList(rule.locations, `${name}.locations`),
    datatypes: copyList(rule.datatypes, `${name}.datatypes`),
    privileges: copyList(rule.privileges, `${name}.privileges`),
  });
}

/** A copy of a list that says something, so not an empty one; nothing where there is none. */
function copyList(list: unknown, name: string, form = /./s): readonly string[] {
  if (list === undefined) return NOTHING;
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`${name}: an array of at least one string is expected`);
  }
  for (const entry of list as unknown[]) {
    if (typeof entry !== 'string' || !form.test(entry)) {
      throw new TypeError(
        `${name}: ${JSON.stringify(entry)} is not one of its kind (RFC 6749, section 3.3; RFC 8707)`,
      );
    }
  }
  return Object.freeze([...(list as string[])]);
}

function checkFunction<Value>(value: Value, name: string): Value {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${name}: a function is expected`);
  }
  return value;
}

/** @throws TypeError when the value is none of those that are allowed */
export function checkOneOf<const Value>(
  value: Value | undefined,
  allowed: readonly Value[],
  name: string,
): Value | undefined {
  if (value !== undefined && !allowed.includes(value)) {
    throw new TypeError(`${name}: ${allowed.map((one) => `'${String(one)}'`).join(' or ')} is expected`);
  }
  return value;
}

/** A rule with a slip in its name would protect nothing, so what is not known is refused. */
function refuseUnknownMembers(value: unknown, known: readonly string[], name: string): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${name}: an object is expected`);
  const unknown = Object.keys(value).find((member) => !known.includes(member));
  if (unknown !== undefined) throw new TypeError(`${name}.${unknown}: there is no such member`);
}
