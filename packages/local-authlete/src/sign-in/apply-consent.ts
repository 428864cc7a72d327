import type { Grant, GrantedParts } from 'oidc-provider';

import type { ConsentDecision, ConsentRequest } from './consent-request.ts';

/**
 * Writes a decision into a grant. What this request does not ask for stays as it was; what it asks for is decided anew,
 * whatever was decided before. A scope holds for every resource that is asked for.
 */
export function applyConsent(grant: Grant, request: ConsentRequest, decision: ConsentDecision): void {
  const granted = partsOf(grant);
  const rejected = partsOf(grant.rejected);
  decide(granted.scopes, rejected.scopes, request.scopes, decision.scopes);
  decide(granted.claims, rejected.claims, request.claims, decision.claims);
  for (const resource of request.resources) {
    decide(
      setOf(granted.resources, resource),
      setOf(rejected.resources, resource),
      request.scopes,
      decision.scopes,
    );
  }
  Object.assign(grant, toParts(granted), { rejected: toParts(rejected) });
}

/** {@link GrantedParts} as sets. */
interface Parts {
  readonly scopes: Set<string>;
  readonly claims: Set<string>;
  readonly resources: Map<string, Set<string>>;
}

function partsOf(parts: GrantedParts | undefined): Parts {
  return {
    scopes: new Set(parts?.openid?.scope?.split(' ')),
    claims: new Set(parts?.openid?.claims),
    resources: new Map(
      Object.entries(parts?.resources ?? {}).map(([resource, scope]) => [
        resource,
        new Set(scope.split(' ')),
      ]),
    ),
  };
}

function toParts({ scopes, claims, resources }: Parts): GrantedParts {
  return {
    openid: { scope: [...scopes].join(' '), claims: [...claims] },
    resources: Object.fromEntries(
      [...resources].map(([resource, scope]) => [resource, [...scope].join(' ')]),
    ),
  };
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set);
  return set;
}

function decide(
  granted: Set<string>,
  rejected: Set<string>,
  requested: readonly string[],
  allowed: ReadonlySet<string>,
): void {
  for (const name of requested) {
    (allowed.has(name) ? granted : rejected).add(name);
    (allowed.has(name) ? rejected : granted).delete(name);
  }
}
