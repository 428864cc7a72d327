import type { ForeignObject } from '../../foreign-object.ts';
import type { JsonValue } from '../../json-value.ts';
import { selectClaims, type SelectedClaims } from '../claim-selection.ts';
import { selectElement } from './element-selection.ts';

export interface NamedClaimsSelection {
  /** By the name they are delivered under. */
  readonly selected: SelectedClaims;
  /** Whether a claim was left out because a constraint on it is violated. */
  readonly isViolated: boolean;
}

/**
 * Selects the claims that a request names, each for itself, with their language tags as in an ordinary request (OpenID
 * Connect Core 1.0, section 5.2). Transformed claims are not among them: their values are not stored.
 *
 * @param now milliseconds since the epoch
 */
export function selectNamedClaims(
  request: ForeignObject,
  stored: { readonly [name: string]: JsonValue },
  now: number,
): NamedClaimsSelection {
  // No prototype: a claim may have any name, `__proto__` included.
  const selected = Object.create(null) as Record<string, JsonValue>;
  let isViolated = false;
  for (const [requestedName, claimRequest] of Object.entries(request)) {
    if (isTransformedClaim(requestedName)) continue;
    const [[name, value] = [requestedName, undefined]] = Object.entries(
      selectClaims([requestedName], stored),
    );
    const selection = selectElement(name, claimRequest, value, { now, within: 'claims' });
    if (!selection.matches) isViolated = true;
    else if (selection.value !== undefined) selected[name] = selection.value;
  }
  return { selected, isViolated };
}

/** OpenID Connect Advanced Syntax for Claims: `:name` is defined by the client, `::name` by the provider. */
export function isTransformedClaim(name: string): boolean {
  return name.startsWith(':');
}
