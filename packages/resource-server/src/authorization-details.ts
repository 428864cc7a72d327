import type { JsonValue } from './json-value.ts';

/** One granted authorization detail (RFC 9396, section 2). */
export type AuthorizationDetail = { readonly [member: string]: JsonValue };

/**
 * What one of the token's authorization details must cover (RFC 9396). Members that are left out ask for nothing.
 *
 * @example
 * ```ts
 * const rule: AuthorizationDetailsRule = { type: 'payment_initiation', actions: ['initiate'] };
 * ```
 */
export interface AuthorizationDetailsRule {
  /** The type, compared character by character. */
  readonly type: string;
  /** Actions, locations, data types and privileges that must all be granted in the same detail. */
  readonly actions?: readonly string[];
  readonly locations?: readonly string[];
  readonly datatypes?: readonly string[];
  readonly privileges?: readonly string[];
  /** The one thing that the detail must be about. */
  readonly identifier?: string;
  /** For the members that a type defines of its own: whether a detail that is right so far will do. */
  readonly where?: (detail: AuthorizationDetail) => boolean;
}

const LISTS = ['actions', 'locations', 'datatypes', 'privileges'] as const;

/** The first rule that none of the granted details meets. */
export function findUnmetRule(
  rules: readonly AuthorizationDetailsRule[],
  granted: readonly AuthorizationDetail[] = [],
): AuthorizationDetailsRule | undefined {
  return rules.find((rule) => !granted.some((detail) => covers(detail, rule)));
}

function covers(detail: AuthorizationDetail, rule: AuthorizationDetailsRule): boolean {
  if (detail['type'] !== rule.type) return false;
  if (rule.identifier !== undefined && detail['identifier'] !== rule.identifier) return false;
  for (const list of LISTS) {
    const granted = detail[list];
    const wanted = rule[list] ?? [];
    if (wanted.length > 0 && !(Array.isArray(granted) && wanted.every((value) => granted.includes(value)))) {
      return false;
    }
  }
  // Nothing but `true` will do, not even a promise of it.
  const accepted: unknown = rule.where === undefined || rule.where(detail);
  return accepted === true;
}
